/** What stands beside the conversation: what goes on with the connection, the consent, the way to the end. */

import { fill } from "../../ui/fill.ts";
import { Icon, IconButton } from "../../ui/icons.tsx";
import { OFF, OUT } from "../../ui/more-icons.ts";
import { TOLD } from "../../ui/problems.ts";
import type { Face } from "../face.ts";
import type { Notice } from "../store/state.ts";
import { Button } from "./Button.tsx";
import type { CHAT_ENGLISH } from "./chat-strings.ts";
import type { Strings } from "./strings.ts";

export type ChatStrings = Strings & typeof CHAT_ENGLISH;

/** What passes by itself, or with another press of the same button, is said over the field. */
export const isPassing = (notice: Notice | null) => /^(?:offline|waiting|load)$/.test(`${notice?.slug}`);

export function Strip({ notice, strings }: { notice: Notice | null; strings: ChatStrings }) {
  if (!notice || !isPassing(notice)) return null;
  return (
    <div part="notice" class="strip" role="status">
      <Icon name={OFF} />
      <p>{strings[TOLD[notice.slug]]}</p>
    </div>
  );
}

export function Latest({ strings, onClick }: { strings: ChatStrings; onClick: () => void }) {
  return (
    <div class="latest">
      <IconButton icon="down" label={strings.latest} onClick={onClick} />
    </div>
  );
}

interface ConsentProps {
  face: Face | undefined;
  strings: ChatStrings;
  onAgree: () => void;
}

export function Consent({ face, strings, onAgree }: ConsentProps) {
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
          <a class="btn" href={url} target="_blank" rel="noopener noreferrer">
            {strings.privacy}
            <Icon name={OUT} small />
          </a>
        )}
      </div>
    </div>
  );
}
