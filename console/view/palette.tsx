/** ⌘K: one field that goes to any screen and any bot, and does what can be done from anywhere. */

import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import { Icon } from "../../ui/icons.tsx";
import { all, type Bot } from "../api.ts";
import { useLoad } from "../load.ts";
import { addressOf, type Screen, SCREENS } from "../route.ts";
import type { Session } from "../session.ts";
import { WORDS } from "../words.ts";
import { SAID } from "../words/palette.ts";
import { letterOf, lettersWork, turnLetters } from "../shortcuts.ts";
import { SCREEN_ICONS } from "./icons.ts";

/** Of bots, which may be many: more is found by typing. */
const SHOWN_MOST = 8;

interface Choice {
  heading: string;
  words: string;
  icon?: string;
  keys?: string | undefined;
  run: () => void;
}

interface Props {
  session: Session;
  /** Undefined: none is open. */
  botId: string | undefined;
  theme: { words: string; run: () => void };
  signOut: () => void;
  close: () => void;
}

const go = (address: string) => () => {
  location.hash = address;
};

function choicesOf({ botId, theme, signOut }: Props, bots: Bot[], typed: string): Choice[] {
  const matches = (text: string): boolean =>
    typed.split(/\s+/).every((word) => text.toLocaleLowerCase().includes(word.toLocaleLowerCase()));
  const choices: Choice[] = [];
  const offer = (heading: string, words: string, run: () => void, icon?: string, keys?: string) => {
    if (matches(words)) choices.push({ heading, words, run, keys, ...(icon && { icon }) });
  };
  const letters = lettersWork();
  if (botId !== undefined) {
    for (const [at, name] of SCREENS.entries()) {
      const keys = letters ? letterOf(at) : undefined;
      offer(SAID.screens, WORDS[name], go(addressOf(botId, name)), SCREEN_ICONS[name], keys);
    }
  }
  for (const bot of bots.filter(({ name }) => matches(name)).slice(0, SHOWN_MOST)) {
    offer(SAID.bots, bot.name, go(addressOf(bot.bot_id)));
  }
  offer(SAID.bots, WORDS.bots, go("#/"));
  offer(SAID.do, SAID.newBot, go("#/"));
  if (botId !== undefined) {
    const act = (words: string, screen: Screen, asked?: Record<string, string>) =>
      offer(SAID.do, words, go(addressOf(botId, screen, asked)), SCREEN_ICONS[screen]);
    act(SAID.addSource, "websites");
    act(SAID.addDocument, "documents");
    act(SAID.newKey, "keys");
    act(SAID.newWebhook, "handoff");
    act(SAID.limits, "usage");
    act(SAID.thumbsDown, "conversations", { rating: "down" });
    act(SAID.unanswered, "conversations", { outcome: "declined" });
    act(SAID.erase, "danger");
  }
  offer(SAID.do, theme.words, theme.run);
  offer(SAID.do, letters ? SAID.lettersOff : SAID.lettersOn, turnLetters);
  offer(SAID.do, SAID.signOut, signOut);
  if (botId !== undefined && typed !== "") {
    const found = (screen: Screen, words: string) =>
      choices.push({
        heading: SAID.find,
        words: fill(words, { words: typed }),
        run: go(addressOf(botId, screen, { query: typed })),
        icon: SCREEN_ICONS[screen],
      });
    found("conversations", SAID.findConversations);
    found("documents", SAID.findDocuments);
  }
  return choices;
}

export function Palette(props: Props) {
  const { session, close } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const id = useId();
  const bots = useLoad(() => all<Bot>((query) => session.account("GET", `/v1/bots?${query}`)), []);
  useLayoutEffect(() => dialog.current?.showModal(), []);

  const choices = choicesOf(props, bots.data ?? [], typed.trim());
  const chosen = Math.min(at, choices.length - 1);
  useLayoutEffect(
    () => document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: "nearest" }),
    [chosen, typed],
  );
  const run = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    close();
    choice.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((chosen + step + choices.length) % Math.max(1, choices.length));
    else if (event.key === "Enter") run(choices[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    // A click on the veil around it is a click on the dialog itself.
    <dialog
      ref={dialog}
      class="palette"
      aria-label={SAID.title}
      onClose={close}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <input
        role="combobox"
        list={undefined}
        aria-label={SAID.hint}
        placeholder={SAID.hint}
        aria-expanded="true"
        aria-controls={id}
        aria-activedescendant={choices.length > 0 ? `${id}-${chosen}` : undefined}
        autocomplete="off"
        spellcheck={false}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <ul id={id} role="listbox" aria-label={SAID.title}>
        {choices.map(({ heading, words, icon, keys, ...choice }, index) => (
          <li
            key={`${heading} ${words} ${index}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onClick={() => run({ heading, words, ...choice })}
          >
            {icon ? <Icon name={icon} /> : <span class="gap" />}
            <span class="grow">{words}</span>
            {keys && <kbd>{keys}</kbd>}
            {choices[index - 1]?.heading !== heading && <small class="muted">{heading}</small>}
          </li>
        ))}
      </ul>
      <p class="muted" role="status">
        {choices.length === 0 ? SAID.none : ""}
      </p>
      <small class="keys muted" aria-hidden="true">
        {SAID.keys}
      </small>
    </dialog>
  );
}
