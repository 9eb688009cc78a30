/** Who the widget is measured beside: how each is put into a page, and where its launcher and its input are. */

export interface Contender {
  name: string;
  /** What npm installs, with its version. */
  package?: string;
  /** Addresses are relative to the folder the packages are in. */
  markup: string;
  /** Playwright selectors; no launcher where the input is there at once. */
  launcher?: string;
  input: string;
  /** Plain CSS for the launcher, where the selector above is more than that. */
  launcherCss?: string;
  /** Script time in milliseconds and bytes of heap of the page without any widget. */
  empty?: { boot: number; heap: number };
}

/** The least there can be: one script that makes a button, and an input when it is clicked. */
export const FLOOR: Contender = {
  name: "floor: a bare button script",
  markup: `<script src="/widget-floor.js" async></script>`,
  launcher: "#floor",
  input: "#floor-input",
};

export const PEERS: Contender[] = [
  {
    name: "deep-chat 2.4.2 (no launcher)",
    package: "deep-chat@2.4.2",
    markup: `<script type="module" src="/deep-chat/dist/deepChat.bundle.js"></script><deep-chat style="width:400px;height:500px"></deep-chat>`,
    input: "#text-input",
  },
  {
    name: "flowise-embed 3.1.6",
    package: "flowise-embed@3.1.6",
    markup: `<script type="module">import Chatbot from "/flowise-embed/dist/web.js"; Chatbot.init({ chatflowid: "x", apiHost: location.origin });</script>`,
    launcher: "flowise-chatbot button",
    input: "flowise-chatbot textarea, flowise-chatbot input[type=text]",
    launcherCss: "button[part=button]",
  },
  {
    name: "@n8n/chat 1.37.0",
    package: "@n8n/chat@1.37.0",
    markup: `<link rel="stylesheet" href="/@n8n/chat/dist/style.css"><script type="module">import { createChat } from "/@n8n/chat/dist/chat.bundle.es.js"; createChat({ webhookUrl: location.origin + "/hook" });</script>`,
    launcher: ".chat-window-toggle",
    input: ".chat-window textarea",
  },
  {
    name: "@typebot.io/js 0.10.7",
    package: "@typebot.io/js@0.10.7",
    markup: `<script type="module">import Typebot from "/@typebot.io/js/dist/web.js"; Typebot.initBubble({ typebot: "x", apiHost: location.origin });</script>`,
    launcher: "typebot-bubble button",
    input: "typebot-bubble textarea, typebot-bubble input",
    launcherCss: "button[part=button]",
  },
  {
    name: "docsgpt 0.5.1",
    package: "docsgpt@0.5.1",
    markup: `<div id="app"></div><script type="module">import { renderDocsGPTWidget } from "/docsgpt/dist/legacy/main.js"; (renderDocsGPTWidget ?? window.renderDocsGPTWidget)("app", { apiHost: location.origin });</script>`,
    launcher: "#app button, #app [role=button], #app svg",
    input: "#app textarea, #app input",
  },
  {
    name: "open-chat-studio-widget 0.6.0",
    package: "open-chat-studio-widget@0.6.0",
    markup: `<script type="module" src="/open-chat-studio-widget/dist/open-chat-studio-widget/open-chat-studio-widget.esm.js"></script><open-chat-studio-widget visible="false" chatbot-id="x" button-text="Chat" api-base-url="/"></open-chat-studio-widget>`,
    launcher: "open-chat-studio-widget button",
    input: "open-chat-studio-widget textarea",
    launcherCss: "open-chat-studio-widget button",
  },
];
