/**
 * What a widget hears from its vendor's server, said by the page's own: the settings without which it shows
 * nothing, and an answer of 1,000 tokens in the widget's own protocol.
 */

export interface StandIn {
  /** JSON by path. */
  replies?: Record<string, object>;
  /** How an answer comes: where the question is sent, and what stands before, around and after the tokens. */
  stream?: {
    path: string;
    type?: string;
    before?: string;
    frame: (token: string) => string;
    after?: string;
  };
}

/** The last word of the answer, and found nowhere else on a page: once it is drawn, the answer is. */
export const LAST_WORD = "Finis.";
const TOKENS = 1_000;
/** Milliseconds between tokens: 200 a second, faster than any hosted model writes. */
export const PACE = 5;

/** Text, lists, tables and code in the proportions of a long answer. */
export function longAnswer(): string[] {
  const piece =
    "## Part\n\nThe mount **carries** up to six kilograms and needs no `alignment` at all, see [the guide](https://docs.example.com/guide).\n\n1. Set it on firm ground.\n2. Tighten the *three* screws.\n\n| Mount | Carries |\n|---|---|\n| Vega | 6 kg |\n| Deneb | 11 kg |\n\n```sh\nnpm run align -- --mount vega\n```\n\n";
  const tokens = piece.match(/\s*\S+|\s+/g)!;
  // A whole number of pieces would leave some short of the thousand: the last one is cut, and what is open is closed.
  const text = Array.from({ length: TOKENS - 2 }, (_, index) => tokens[index % tokens.length]!);
  return [...text, "\n\n", LAST_WORD];
}

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const line = (data: object) => `${JSON.stringify(data)}\n`;

export const PLAIN_TEXT: StandIn = { stream: { path: "/answer", type: "text/plain", frame: (token) => token } };

export const DEEP_CHAT: StandIn = { stream: { path: "/chat", frame: (text) => event({ text }) } };

export const AI_SEARCH: StandIn = {
  stream: {
    path: "/chat/completions",
    frame: (content) => event({ choices: [{ delta: { content } }] }),
    after: "data: [DONE]\n\n",
  },
};

export const DOCSGPT: StandIn = {
  stream: {
    path: "/stream",
    frame: (answer) => event({ type: "answer", answer }),
    after: event({ type: "end" }),
  },
};

export const FLOWISE: StandIn = {
  replies: {
    "/api/v1/chatflows-streaming/x": { isStreaming: true },
    "/api/v1/public-chatbotConfig/x": {},
  },
  stream: {
    path: "/api/v1/prediction/x",
    before: `message:\n${event({ event: "start", data: "" })}`,
    frame: (data) => `message:\n${event({ event: "token", data })}`,
    after: `message:\n${event({ event: "end", data: "[DONE]" })}`,
  },
};

const n8nStep = { metadata: { nodeId: "agent", nodeName: "Agent", runIndex: 0 } };

export const N8N: StandIn = {
  stream: {
    path: "/hook",
    type: "text/plain",
    before: line({ type: "begin", ...n8nStep }),
    frame: (content) => line({ type: "item", content, ...n8nStep }),
    after: line({ type: "end", ...n8nStep }),
  },
};

export const TYPEBOT: StandIn = {
  replies: {
    "/api/v1/typebots/x/startChat": {
      sessionId: "session",
      resultId: "result",
      typebot: { id: "x", version: "6.1", publishedAt: "2026-01-01T00:00:00.000Z", theme: {}, settings: {} },
      messages: [
        {
          id: "hello",
          type: "text",
          content: { type: "richText", richText: [{ type: "p", children: [{ text: "Hello! Ask me anything." }] }] },
        },
      ],
      input: { id: "question", type: "text input", options: { labels: { placeholder: "Your question" } } },
    },
  },
};

export const BIEL: StandIn = {
  replies: {
    "/api/projects/x/": {
      whitelabel: false,
      suggested_questions: [],
      initial_message: "Hello! Ask me anything.",
      filters: [],
      think_mode: false,
      mcp_enabled: false,
    },
  },
};

export const DIRECT_LINE: StandIn = {
  replies: {
    "/directline/conversations": { conversationId: "c", token: "x", expires_in: 1_800 },
    "/directline/conversations/c/activities": { activities: [], watermark: "0" },
  },
};
