/** Paths that both sides name. The server's whole route table is `worker/routes/table`. */

const id = encodeURIComponent;

export const PATHS = {
  embedSessions: "/v1/embed-sessions",
  embedConfig: "/v1/embed-config",
  chat: "/v1/chat",
  conversation: (conversationId: string) => `/v1/chat/${id(conversationId)}`,
  stream: (conversationId: string) => `/v1/chat/${id(conversationId)}/stream`,
  stop: (conversationId: string) => `/v1/chat/${id(conversationId)}/stop`,
  feedback: "/v1/feedback",
  handoffs: "/v1/handoffs",
} as const;
