/** How the bot looks and what it says by itself, with the panel beside it. */

import { useEffect, useState } from "preact/hooks";
import { fill } from "../../ui/fill.ts";
import type { LanguageTexts } from "../../shared/chat.ts";
import type { BotApi, ViewProps } from "../bot-api.ts";
import { useDoing, useLoad } from "../load.ts";
import { SAID as W } from "../words/look.ts";
import { LANGUAGE } from "../language.ts";
import { WORDS } from "../words.ts";
import { changeOf, type Look as Draft, lookOf, tidy } from "./look-draft.ts";
import { Button, Check, Field, Loaded, Problem, Select } from "./parts.tsx";
import { Widget } from "./widget.tsx";

const LOGO_BYTES = 32 * 1_024;
/** Those that the panel has words in. */
const LANGUAGES = "ar de en es fa fr he hi it ja ko nl pl pt ru sv tr uk ur vi zh".split(" ");
const NAMES = new Intl.DisplayNames(LANGUAGE, { type: "language" });
const nameOf = (language: string): string => NAMES.of(language) ?? language;

export function Look({ api, bot }: ViewProps) {
  const saved = useLoad(async () => lookOf(await api.call<Draft>("GET", "/v1/bot")), []);
  const again = () => {
    saved.again();
    // Its name stands beside every screen.
    bot.again();
  };
  return <Loaded of={saved}>{(look) => <Editor {...{ api, saved: look, again }} />}</Loaded>;
}

function Editor({ api, saved, again }: { api: BotApi; saved: Draft; again: () => void }) {
  const [draft, setDraft] = useState(saved);
  const [dark, setDark] = useState<"light" | "dark">();
  const [done, setDone] = useState(false);
  const doing = useDoing();
  useEffect(() => setDraft(saved), [saved]);
  const tidied = tidy(draft);
  const change = changeOf(saved, tidied);
  const differs = Object.keys(change).length > 0;
  const set = (part: Partial<Draft>) => {
    setDone(false);
    setDraft((draft) => ({ ...draft, ...part }));
  };
  const theme = (part: { [Name in keyof Draft["theme"]]: Draft["theme"][Name] | undefined }) =>
    set({ theme: { ...draft.theme, ...part } as Draft["theme"] });
  const notice = (part: Draft["notice"]) => set({ notice: { ...draft.notice, ...part } });
  const save = () =>
    void doing.run(async () => {
      await api.call("PATCH", "/v1/bot", change);
      setDone(true);
      again();
    });
  const face = useLater(tidied);
  return (
    <form
      class="beside"
      onSubmit={(event) => {
        event.preventDefault();
        if (differs) save();
      }}
    >
      <div class="stack">
        <section class="card">
          <h2>{W.look}</h2>
          <Field label={WORDS.botName} value={draft.name} onInput={(name) => set({ name })} required />
          <LogoField logo={draft.theme.logo} onLogo={(logo) => theme({ logo })} />
          <div class="row">
            <Field
              label={W.accent}
              help={W.accentHelp}
              placeholder="#2a5dbf"
              value={draft.theme.accent ?? ""}
              onInput={(accent) => theme({ accent })}
            />
            <input
              type="color"
              aria-label={W.accent}
              value={draft.theme.accent ?? "#2a5dbf"}
              onInput={({ currentTarget }) => theme({ accent: currentTarget.value })}
            />
          </div>
          <div class="row">
            <Select
              label={W.mode}
              value={draft.theme.mode ?? "auto"}
              options={{ auto: W.auto, light: W.light, dark: W.dark }}
              onChange={(mode) => theme({ mode: mode as "auto" })}
            />
            <Select
              label={W.position}
              value={draft.theme.position ?? "right"}
              options={{ right: W.right, left: W.left }}
              onChange={(position) => theme({ position: position as "left" })}
            />
          </div>
          <Field label={W.label} value={draft.theme.label ?? ""} onInput={(label) => theme({ label })} />
        </section>
        <section class="card">
          <h2>{W.words}</h2>
          <Field label={W.headline} value={draft.theme.headline ?? ""} onInput={(headline) => theme({ headline })} />
          <Texts texts={draft} onTexts={set} help={W.noticeHelp} />
          <Field
            label={W.notice}
            help={W.noticeHelp}
            value={draft.notice.text ?? ""}
            onInput={(text) => notice({ text })}
          />
          <Field label={W.privacy} value={draft.notice.url ?? ""} onInput={(url) => notice({ url })} />
          <Check
            label={W.consent}
            checked={draft.notice.consent ?? false}
            onChange={(consent) => notice({ consent })}
          />
          <Select
            label={W.language}
            value={draft.language ?? ""}
            options={{ "": W.unsaid, ...named(LANGUAGES, draft.language) }}
            onChange={(language) => set({ language: language || null })}
          />
        </section>
        <Languages texts={draft.texts} onTexts={(texts) => set({ texts })} />
        <Problem told={doing.problem} />
        <div class="row saving">
          <Button submit main disabled={doing.busy}>
            {doing.busy ? WORDS.saving : WORDS.save}
          </Button>
          {differs && <Button onClick={() => setDraft(saved)}>{W.undo}</Button>}
          <small class="muted" role="status">
            {differs ? W.unsaved : done ? W.saved : ""}
          </small>
        </div>
      </div>
      <section class="preview" aria-label={W.preview}>
        <div class="row head">
          <h2 class="grow">{W.preview}</h2>
          <Button pressed={dark === "light"} onClick={() => setDark("light")}>
            {W.light}
          </Button>
          <Button pressed={dark === "dark"} onClick={() => setDark("dark")}>
            {W.dark}
          </Button>
        </div>
        <div class="stage">
          <Widget publishableKey="preview" face={face} mode="inline" theme={dark} />
        </div>
        <small class="muted">{W.previewHelp}</small>
      </section>
    </form>
  );
}

const PAUSE_MS = 400;

/** The value as it was when it last stood still: the preview is not begun anew at every key. */
function useLater<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  const json = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [json]);
  return settled;
}

const named = (languages: string[], own?: string | null): Record<string, string> =>
  Object.fromEntries(
    [...new Set([...languages, ...(own ? [own] : [])])].map((language) => [language, nameOf(language)]),
  );

function LogoField({ logo, onLogo }: { logo: string | undefined; onLogo: (logo: string | undefined) => void }) {
  const [large, setLarge] = useState(false);
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    setLarge(file.size > LOGO_BYTES);
    if (file.size > LOGO_BYTES) return;
    const reader = new FileReader();
    reader.onload = () => onLogo(reader.result as string);
    reader.readAsDataURL(file);
  };
  return (
    <div class="field">
      <label for="logo">{W.logo}</label>
      <div class="row">
        {logo && <img class="mark" src={logo} alt="" />}
        <input
          id="logo"
          class="grow"
          type="file"
          accept="image/png,image/svg+xml"
          aria-describedby="logo-help"
          onChange={({ currentTarget }) => take(currentTarget.files?.[0])}
        />
        {logo && <Button onClick={() => onLogo(undefined)}>{W.noLogo}</Button>}
      </div>
      <small id="logo-help" class="muted">
        {W.logoHelp}
      </small>
      <Problem told={large ? { text: W.logoLarge } : undefined} />
    </div>
  );
}

interface TextsProps {
  texts: Partial<Draft> | LanguageTexts;
  onTexts: (texts: LanguageTexts) => void;
  help?: string;
}

function Texts({ texts, onTexts, help }: TextsProps) {
  return (
    <>
      <Field
        label={W.greeting}
        help={help}
        value={texts.greeting ?? ""}
        onInput={(greeting) => onTexts({ greeting })}
        lines={2}
      />
      <Field
        label={W.suggested}
        value={(texts.suggested_questions ?? []).join("\n")}
        onInput={(text) => onTexts({ suggested_questions: text.split("\n") })}
        lines={4}
      />
      <Field
        label={W.noAnswer}
        help={help}
        value={texts.no_answer_text ?? ""}
        onInput={(no_answer_text) => onTexts({ no_answer_text })}
        lines={2}
      />
    </>
  );
}

function Languages({ texts, onTexts }: { texts: Draft["texts"]; onTexts: (texts: Draft["texts"]) => void }) {
  const rest = LANGUAGES.filter((language) => !Object.hasOwn(texts, language));
  return (
    <section class="card">
      <h2>{W.others}</h2>
      <p class="muted">{W.othersHelp}</p>
      {Object.entries(texts).map(([language, own]) => (
        <details key={language} open={Object.keys(own).length === 0}>
          <summary>{nameOf(language)}</summary>
          <div class="settings">
            <Texts texts={own} onTexts={(part) => onTexts({ ...texts, [language]: { ...own, ...part } })} />
            <div class="row">
              <Button
                onClick={() => {
                  const { [language]: _, ...others } = texts;
                  onTexts(others);
                }}
              >
                {fill(W.takeOut, { language: nameOf(language) })}
              </Button>
            </div>
          </div>
        </details>
      ))}
      <Select
        label={W.add}
        value=""
        options={{ "": "…", ...named(rest) }}
        onChange={(language) => language && onTexts({ ...texts, [language]: {} })}
      />
    </section>
  );
}
