/** What most visitors never meet: where there is no answer, the ways on; consent before the first question. */

import { each } from "../../ui/each.ts";
import { fill } from "../../ui/fill.ts";
import { Icon } from "../../ui/icons.tsx";
import { OUT, PEN, PERSON } from "../../ui/more-icons.ts";
import type { Face } from "../face.ts";
import type { Turn } from "../store/state.ts";
import type { ChatStrings } from "./asides.tsx";
import { Button } from "./Button.tsx";
import { hostOf } from "./host-of.ts";
import type { PAGES_ENGLISH } from "./pages-strings.ts";

type Words = ChatStrings & typeof PAGES_ENGLISH;

interface Around {
  turn: Turn;
  face: Face | undefined;
  onPerson: (turn: Turn, poor?: boolean) => void;
}

export interface Ways {
  /** The pages that come nearest, and the ways to a person or to other words. */
  Ways: (props: Around & { onReword: (turn: Turn) => void }) => ReturnType<typeof Button> | null;
  Consent: (props: { face: Face | undefined; onAgree: () => void }) => ReturnType<typeof Button>;
}

const LINK = { target: "_blank", rel: "noopener noreferrer" } as const;

export function createWays(strings: Words): Ways {
  /** The ways to a person that the owner has named, but for what the answer links to by itself. */
  function ContactRows({ turn, face, onPerson }: Around) {
    const { form, ...named } = face?.contact ?? {};
    const unsaid = (way: string | undefined) => (way && !turn.text.includes(way) ? way : "");
    const [email, url] = [unsaid(named.email), unsaid(named.url)];
    const link = (href: string, words: string) =>
      words && (
        <li>
          <a class="row" href={href} {...(href === url ? LINK : {})}>
            <b dir="ltr">{words}</b>
            <Icon name={OUT} small />
          </a>
        </li>
      );
    if (!form && !email && !url) return null;
    return (
      <ul class="rows">
        {form && (
          <li>
            <button type="button" part="person" class="row" onClick={() => onPerson(turn)}>
              <b>{strings.person}</b>
              <Icon name="arrow" small turn />
            </button>
          </li>
        )}
        {link(`mailto:${email}`, email)}
        {link(url, hostOf(url))}
      </ul>
    );
  }

  return {
    Ways(props) {
      const { turn, face, onPerson, onReword } = props;
      if (turn.outcome === "contact") return <ContactRows {...props} />;
      const { form, email, url } = face?.contact ?? {};
      const isDeclined = turn.outcome === "declined";
      const canReach = form || email || url;
      return (
        <>
          {turn.pages?.[0] && (
            <ul class="rows">
              {each(turn.pages, ({ title, url, heading }) => (
                <li key={url}>
                  <a part="page" class="row" href={url} rel="noopener">
                    <span>
                      <b dir="auto">{title}</b>
                      <small dir="auto">{heading || hostOf(url)}</small>
                    </span>
                    <Icon name={OUT} small />
                  </a>
                </li>
              ))}
            </ul>
          )}
          {(isDeclined || canReach) && (
            <div class="ways">
              {isDeclined && (
                <Button icon={PEN} onClick={() => onReword(turn)}>
                  {strings.reword}
                </Button>
              )}
              {canReach && (
                <Button icon={PERSON} part="person" onClick={() => onPerson(turn)}>
                  {strings.person}
                </Button>
              )}
            </div>
          )}
        </>
      );
    },

    Consent({ face, onAgree }) {
      const { text, url } = face?.notice ?? {};
      return (
        <div part="consent" class="form foot">
          <h3>{strings.before}</h3>
          <p dir="auto">{text || fill(strings.consent, { name: face?.name || strings.title })}</p>
          <div class="ways">
            <Button main onClick={onAgree}>
              {strings.agree}
            </Button>
            {url && (
              <a class="btn" href={url} {...LINK}>
                {strings.privacy}
                <Icon name={OUT} small />
              </a>
            )}
          </div>
        </div>
      );
    },
  };
}
