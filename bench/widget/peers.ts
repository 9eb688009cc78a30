/** Who the widget is measured beside: how each is put into a page, and where its launcher and its input are. */

import {
  AI_SEARCH,
  BIEL,
  DEEP_CHAT,
  DIRECT_LINE,
  DOCSGPT,
  FLOWISE,
  N8N,
  PLAIN_TEXT,
  type StandIn,
  TYPEBOT,
} from "./stand-ins.ts";

export interface Contender {
  name: string;
  /** What npm unpacks, with the version. All are whole as published: what they name as dependencies is built in. */
  packages?: string[];
  /** A module of the packages that is made into one file `rebundled.js` beside them, as an owner with a bundler would. */
  rebundle?: string;
  /** Addresses are relative to the folder the packages are in. */
  markup: string;
  /** Playwright selectors; no launcher where the input is there at once. */
  launcher?: string;
  input: string;
  /** Plain CSS for the launcher, where the selector above is more than that. */
  launcherCss?: string;
  /** What it asks its vendor's server for. Without a stream in it, its answers are not measured. */
  standIn?: StandIn;
  /** Shown with the end of an answer and not before, where there is such a thing. */
  ended?: string;
  /** Milliseconds after the page's load before its visitor clicks, where what it fetches by itself takes longer. */
  restMs?: number;
}

/** The least there can be: one script that makes a button, an input when it is clicked, and text as it comes. */
export const FLOOR: Contender = {
  name: "floor: a bare button script, plain text",
  markup: `<script src="/floors/bare.js" async></script>`,
  launcher: "#floor",
  input: "#floor-input",
  standIn: PLAIN_TEXT,
};

/** The least with a panel that comes later. */
export const LATER_FLOOR: Contender = {
  name: "floor: a button, then Preact, plain text",
  markup: `<script src="/floors/launcher.js" async></script>`,
  launcher: "#floor",
  input: "#floor-input",
  standIn: PLAIN_TEXT,
};

export const OWN: Contender = {
  name: "vegarag",
  markup: `<script src="/widget.js" data-key="vrp_bench" async></script>`,
  launcher: '[part="launcher"]',
  input: '[part="input"]',
  ended: ".assistant .acts",
};

/** Has fetched everything before anybody clicks, as those of others have. */
export const OWN_IDLE: Contender = {
  ...OWN,
  name: 'vegarag, data-prefetch="idle"',
  markup: `<script src="/widget.js" data-key="vrp_bench" data-prefetch="idle" async></script>`,
  restMs: 3_000,
};

/** Without a launcher, as those of others are that have none. `PANEL` is the panel's file. */
export const OWN_INLINE: Contender = {
  name: 'vegarag, data-mode="inline" and the panel\'s preload',
  markup: `<link rel="modulepreload" href="/PANEL"><div style="height: 500px"><script src="/widget.js" data-key="vrp_bench" data-mode="inline" async></script></div>`,
  input: '[part="input"]',
};

/** In place of one on the vendor's host: without, the widget asks for it again without end. */
const ICON = encodeURIComponent(
  `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><circle cx="12" cy="12" r="9"/></svg>`,
);

/** What its vendor's server would say of the agent: it writes, and takes what is written. */
const ELEVENLABS_CONFIG = JSON.stringify({
  variant: "full",
  placement: "bottom-right",
  avatar: { type: "orb", color_1: "#2792dc", color_2: "#9ce6e6" },
  feedback_mode: "none",
  language: "en",
  supported_language_overrides: [],
  language_presets: {},
  mic_muting_enabled: false,
  transcript_enabled: true,
  text_input_enabled: true,
  text_only: true,
  text_contents: {},
  styles: {},
  first_message: "Hello! Ask me anything.",
});

/** Cloudflare's bubble for AI Search: its own entry for the chat, the same in one file, and the one its documentation names. */
const AI_SEARCH_BUBBLE = {
  packages: ["@cloudflare/ai-search-snippet@0.0.42"],
  launcher: "chat-bubble-snippet .bubble-button",
  input: "chat-bubble-snippet .chat-input",
  launcherCss: ".bubble-button",
  standIn: AI_SEARCH,
};
const bubbleFrom = (script: string) =>
  `<script type="module" src="/${script}"></script><chat-bubble-snippet api-url="/"></chat-bubble-snippet>`;

export const PEERS: Contender[] = [
  {
    ...AI_SEARCH_BUBBLE,
    name: "@cloudflare/ai-search-snippet 0.0.42, its chat as published",
    markup: bubbleFrom("@cloudflare/ai-search-snippet/dist/search-snippet.chat.es.js"),
  },
  {
    ...AI_SEARCH_BUBBLE,
    name: "@cloudflare/ai-search-snippet 0.0.42, its chat re-bundled",
    rebundle: "@cloudflare/ai-search-snippet/dist/search-snippet.chat.es.js",
    markup: bubbleFrom("rebundled.js"),
  },
  {
    ...AI_SEARCH_BUBBLE,
    name: "@cloudflare/ai-search-snippet 0.0.42, as documented",
    markup: bubbleFrom("@cloudflare/ai-search-snippet/dist/search-snippet.es.js"),
  },
  {
    name: "deep-chat 2.4.2 (no launcher)",
    packages: ["deep-chat@2.4.2"],
    markup: `<script type="module" src="/deep-chat/dist/deepChat.bundle.js"></script><deep-chat connect='{"url": "/chat", "stream": true}'></deep-chat>`,
    input: "#text-input",
    standIn: DEEP_CHAT,
  },
  {
    name: "flowise-embed 3.1.6",
    packages: ["flowise-embed@3.1.6"],
    markup: `<script type="module">import Chatbot from "/flowise-embed/dist/web.js"; Chatbot.init({ chatflowid: "x", apiHost: location.origin });</script>`,
    launcher: "flowise-chatbot button",
    input: "flowise-chatbot textarea, flowise-chatbot input[type=text]",
    launcherCss: "button[part=button]",
    standIn: FLOWISE,
  },
  {
    name: "@n8n/chat 1.37.0",
    packages: ["@n8n/chat@1.37.0"],
    markup: `<link rel="stylesheet" href="/@n8n/chat/dist/style.css"><script type="module">import { createChat } from "/@n8n/chat/dist/chat.bundle.es.js"; createChat({ webhookUrl: location.origin + "/hook", loadPreviousSession: false, enableStreaming: true });</script>`,
    launcher: ".chat-window-toggle",
    input: ".chat-window textarea",
    standIn: N8N,
  },
  {
    name: "@typebot.io/js 0.10.7",
    packages: ["@typebot.io/js@0.10.7"],
    markup: `<script type="module">import Typebot from "/@typebot.io/js/dist/web.js"; Typebot.initBubble({ typebot: "x", apiHost: location.origin });</script>`,
    launcher: "typebot-bubble button",
    input: "typebot-bubble textarea, typebot-bubble input",
    launcherCss: "button[part=button]",
    standIn: TYPEBOT,
  },
  {
    name: "docsgpt 0.5.1",
    packages: ["docsgpt@0.5.1"],
    markup: `<div id="app"></div><script src="/docsgpt/dist/modern/browser.js"></script><script>renderDocsGPTWidget("app", { apiHost: location.origin, avatar: "data:image/svg+xml,${ICON}", buttonIcon: "data:image/svg+xml,${ICON}" });</script>`,
    launcher: "#app > div",
    input: "#app textarea, #app input",
    standIn: DOCSGPT,
  },
  {
    name: "open-chat-studio-widget 0.6.0",
    packages: ["open-chat-studio-widget@0.6.0"],
    markup: `<script type="module" src="/open-chat-studio-widget/dist/open-chat-studio-widget/open-chat-studio-widget.esm.js"></script><open-chat-studio-widget visible="false" chatbot-id="x" button-text="Chat" api-base-url="/"></open-chat-studio-widget>`,
    launcher: "open-chat-studio-widget button",
    input: "open-chat-studio-widget textarea",
    launcherCss: ".chat-btn-text",
  },
  {
    name: "@docsearch/sidepanel-js 5.1.1",
    packages: ["@docsearch/sidepanel-js@5.1.1", "@docsearch/css@5.1.1"],
    markup: `<link rel="stylesheet" href="/@docsearch/css/dist/sidepanel.css"><div id="app"></div><script src="/@docsearch/sidepanel-js/dist/umd/index.js"></script><script>docsearchSidepanel({ container: "#app", indexName: "x", appId: "x", apiKey: "x", assistantId: "x", agentId: "x" });</script>`,
    launcher: ".DocSearch-SidepanelButton",
    input: ".DocSearch-Sidepanel-Prompt--textarea",
  },
  {
    name: "@inkeep/cxkit-js 0.5.64",
    packages: ["@inkeep/cxkit-js@0.5.64"],
    markup: `<script type="module" src="/@inkeep/cxkit-js/dist/embed.js"></script><script type="module">Inkeep.ChatButton({ baseSettings: { apiKey: "x", primaryBrandColor: "#26d6ff" }, aiChatSettings: { aiAssistantName: "x" } });</script>`,
    launcher: "#inkeep-widget-root button",
    input: "textarea[maxlength]",
    launcherCss: "button",
  },
  {
    name: "@elevenlabs/convai-widget-embed 0.5.4",
    packages: ["@elevenlabs/convai-widget-embed@0.5.4"],
    markup: `<elevenlabs-convai agent-id="x" override-config='${ELEVENLABS_CONFIG}'></elevenlabs-convai><script src="/@elevenlabs/convai-widget-embed/dist/index.js" async></script>`,
    launcher: "elevenlabs-convai button",
    input: "elevenlabs-convai textarea, elevenlabs-convai input",
    launcherCss: "button",
  },
  {
    name: "biel-search 0.1.72",
    packages: ["biel-search@0.1.72"],
    markup: `<link rel="stylesheet" href="/biel-search/dist/biel-search/biel-search.css"><script type="module" src="/biel-search/dist/biel-search/biel-search.esm.js"></script><biel-button project="x" api-url="/api" header-title="Ask" button-position="bottom-right" modal-position="bottom-right" button-style="dark">Ask AI</biel-button>`,
    launcher: ".biel-button-content",
    input: "biel-bot textarea, biel-bot input",
    standIn: BIEL,
  },
  {
    name: "botframework-webchat 4.18.1 (no launcher)",
    packages: ["botframework-webchat@4.18.1"],
    markup: `<div id="app"></div><script src="/botframework-webchat/dist/webchat.js"></script><script>WebChat.renderWebChat({ directLine: WebChat.createDirectLine({ domain: location.origin + "/directline", token: "x", webSocket: false }) }, document.getElementById("app"));</script>`,
    input: "[data-id=webchat-sendbox-input]",
    standIn: DIRECT_LINE,
  },
];
