/** Before the first question: who speaks, what others ask, just above the hand. */

import { each } from "../../ui/each.ts";
import { Icon } from "../../ui/icons.tsx";
import type { Face } from "../face.ts";
import { ENGLISH, type Strings } from "./strings.ts";

interface LogoProps {
  name: string;
  face: Face | undefined;
}

/** The owner's logo, or the first letter of the name: a picture that does not load is hidden, and the letter shows. */
export function Logo({ name, face }: LogoProps) {
  const { logo } = face?.theme ?? {};
  return (
    <span class="logo" aria-hidden="true">
      {[...name.trim()][0]}
      {logo && <img key={logo} src={logo} alt="" onError={({ currentTarget }) => (currentTarget.hidden = true)} />}
    </span>
  );
}

interface Props {
  face: Face | undefined;
  title: string;
  strings: Strings;
  onAsk: (text: string) => void;
}

export function Hello({ face, title, strings, onAsk }: Props) {
  const { headline } = face?.theme ?? {};
  // A bot that says what the product says has no greeting of its own: it is said in the panel's language.
  const own = face?.greeting === ENGLISH.greeting ? "" : face?.greeting;
  const greeting = own || strings.greeting;
  return (
    <>
      <div class="hello">
        <Logo name={title} face={face} />
        <small>
          <bdi>{title}</bdi> · {strings.answers.split(" · ")[0]}
        </small>
        {headline && <h3 dir="auto">{headline}</h3>}
        <p part="greeting" class={headline ? "plain" : "plain head-line"} dir="auto">
          {greeting}
        </p>
      </div>
      {face?.suggested_questions[0] && (
        <ul class="rows" aria-label={strings.suggestions}>
          {each(face.suggested_questions.slice(0, 4), (question) => (
            <li key={question}>
              <button type="button" part="suggestion" class="row" onClick={() => onAsk(question)}>
                <span dir="auto">{question}</span>
                <Icon name="arrow" small turn />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
