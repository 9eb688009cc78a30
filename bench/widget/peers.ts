/** Who the widget is measured beside: how each is put into a page, and where its launcher and its input are. */

export interface Contender {
  name: string;
  /** What npm unpacks, with the version. All are whole as published: what they name as dependencies is built in. */
  packages?: string[];
  /** Addresses are relative to the folder the packages are in. */
  markup: string;
  /** Playwright selectors; no launcher where the input is there at once. */
  launcher?: string;
  input: string;
  /** Plain CSS for the launcher, where the selector above is more than that. */
  launcherCss?: string;
  /** Has no input before its vendor's server has answered, which is not asked here: only its launcher is measured. */
  needsVendor?: true;
  /** Bytes of heap of the page without any widget. */
  emptyHeap?: number;
}

/** The least there can be: one script that makes a button, and an input when it is clicked. */
export const FLOOR: Contender = {
  name: "floor: a bare button script",
  markup: `<script src="/widget-floor.js" async></script>`,
  launcher: "#floor",
  input: "#floor-input",
};

export const OWN: Contender = {
  name: "vegarag",
  markup: `<script src="/widget.js" data-key="vrp_bench" async></script>`,
  launcher: '[part="launcher"]',
  input: '[part="input"]',
};

export const PEERS: Contender[] = [
  {
    name: "deep-chat 2.4.2 (no launcher)",
    packages: ["deep-chat@2.4.2"],
    markup: `<script type="module" src="/deep-chat/dist/deepChat.bundle.js"></script><deep-chat style="width:400px;height:500px"></deep-chat>`,
    input: "#text-input",
  },
  {
    name: "flowise-embed 3.1.6",
    packages: ["flowise-embed@3.1.6"],
    markup: `<script type="module">import Chatbot from "/flowise-embed/dist/web.js"; Chatbot.init({ chatflowid: "x", apiHost: location.origin });</script>`,
    launcher: "flowise-chatbot button",
    input: "flowise-chatbot textarea, flowise-chatbot input[type=text]",
    launcherCss: "button[part=button]",
  },
  {
    name: "@n8n/chat 1.37.0",
    packages: ["@n8n/chat@1.37.0"],
    markup: `<link rel="stylesheet" href="/@n8n/chat/dist/style.css"><script type="module">import { createChat } from "/@n8n/chat/dist/chat.bundle.es.js"; createChat({ webhookUrl: location.origin + "/hook" });</script>`,
    launcher: ".chat-window-toggle",
    input: ".chat-window textarea",
  },
  {
    name: "@typebot.io/js 0.10.7",
    packages: ["@typebot.io/js@0.10.7"],
    markup: `<script type="module">import Typebot from "/@typebot.io/js/dist/web.js"; Typebot.initBubble({ typebot: "x", apiHost: location.origin });</script>`,
    launcher: "typebot-bubble button",
    input: "typebot-bubble textarea, typebot-bubble input",
    needsVendor: true,
    launcherCss: "button[part=button]",
  },
  {
    name: "docsgpt 0.5.1",
    packages: ["docsgpt@0.5.1"],
    markup: `<div id="app"></div><script src="/docsgpt/dist/modern/browser.js"></script><script>renderDocsGPTWidget("app", { apiHost: location.origin });</script>`,
    launcher: "#app > div",
    input: "#app textarea, #app input",
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
    input: "textarea",
    launcherCss: "button",
  },
  {
    name: "@elevenlabs/convai-widget-embed 0.5.4",
    packages: ["@elevenlabs/convai-widget-embed@0.5.4"],
    markup: `<elevenlabs-convai agent-id="x"></elevenlabs-convai><script src="/@elevenlabs/convai-widget-embed/dist/index.js" async></script>`,
    launcher: "elevenlabs-convai button",
    input: "elevenlabs-convai textarea, elevenlabs-convai input",
    needsVendor: true,
    launcherCss: "button",
  },
];
