/**
 * The panel: header, conversation, and the field. Stands and can be typed into before the rest has come; what
 * was said, and what takes the place of one of the three, comes from the second file as a `View`.
 */

import type { RefObject } from "preact";
import { Icon, IconButton } from "../../ui/icons.tsx";
import type { Face } from "../face.ts";
import type { SourceBeingRead, View } from "../handshake.ts";
import { fill } from "../../ui/fill.ts";
import { Composer } from "./Composer.tsx";
import { Hello, Logo } from "./Hello.tsx";
import type { Strings } from "./strings.ts";

export interface FrameProps {
  strings: Strings;
  face: Face | undefined;
  title: string;
  /** A dialog beside the page, or a part of the page. */
  dialog: boolean;
  /** True where it covers the page. */
  modal: true | undefined;
  /** Undefined until it has come. */
  view: View | undefined;
  /** The chat is put down to a bar. */
  source: SourceBeingRead | null;
  draft: string;
  field: RefObject<HTMLTextAreaElement | null>;
  onAsk: (text: string) => void;
  onDraft: (text: string) => void;
  onSend: () => void;
  onStop: () => void;
  onList: () => void;
  onUp: () => void;
  onClose: () => void;
}

function Who({ name, note }: { name: string; note: string }) {
  return (
    <div class="who">
      <h2 id="title" dir="auto">
        {name}
      </h2>
      <small>{note}</small>
    </div>
  );
}

/** The chat set down while its source is read. */
function Bar({ source, face, title, strings, onUp, onClose }: FrameProps & { source: SourceBeingRead }) {
  const note = `${fill(strings.place, { n: `${source.n}`, m: `${source.of}` })} · ${source.title}`;
  return (
    <div part="bar" class="bar">
      <button type="button" onClick={onUp}>
        <Logo name={title} face={face} />
        <Who name={strings.back} note={note} />
        <Icon name="up" />
      </button>
      <IconButton icon="close" part="close" label={strings.close} onClick={onClose} />
    </div>
  );
}

function Header({ view, face, title, strings, dialog, onList, onClose }: FrameProps) {
  const { page } = view ?? {};
  return (
    <header>
      {page ? (
        <IconButton icon="back" label={strings.back} onClick={page.back} turn />
      ) : (
        <Logo name={title} face={face} />
      )}
      <Who name={page?.title ?? title} note={page?.note ?? strings.answers} />
      {!page && <IconButton icon="list" part="list" label={strings.list} onClick={onList} />}
      {dialog && <IconButton icon="close" part="close" label={strings.close} onClick={onClose} />}
    </header>
  );
}

function Disclosure({ face, strings }: FrameProps) {
  const { text, url } = face?.notice ?? {};
  return (
    <p part="disclosure" class="notice" dir="auto">
      {text || strings.notice}{" "}
      {url && (
        <a href={url} target="_blank" rel="noopener noreferrer">
          {strings.privacy}
        </a>
      )}
    </p>
  );
}

export function Frame(props: FrameProps) {
  const { view, source, strings, title } = props;
  if (source) return <Bar {...props} source={source} />;
  const isEmpty = !view?.turns && !view?.page;
  const running = view?.running ?? false;
  return (
    <div
      part="panel"
      class={isEmpty ? "panel new" : "panel"}
      role={props.dialog ? "dialog" : "group"}
      aria-modal={props.modal}
      aria-labelledby="title"
      tabIndex={-1}
    >
      <Header {...props} />
      {view?.page ? (
        <div class="body" key="page">
          <div class="messages" tabIndex={0}>
            {view.page.body}
          </div>
        </div>
      ) : (
        <div class="body" key="log">
          <div
            part="messages"
            class="messages"
            role="log"
            aria-live="off"
            aria-label={strings.log}
            aria-busy={running}
            tabIndex={0}
            onScroll={view?.onScroll}
          >
            {view?.turns}
            {isEmpty && <Hello face={props.face} title={title} strings={strings} onAsk={props.onAsk} />}
          </div>
          {view?.over}
        </div>
      )}
      {view?.strip}
      {view?.foot ??
        (!view?.page && (
          <Composer {...props} placeholder={view?.placeholder ?? strings.placeholder} running={running} />
        ))}
      {isEmpty && !view?.foot && <Disclosure {...props} />}
    </div>
  );
}
