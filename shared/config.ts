/** The one table of limits and defaults that both sides, the tests and the docs share. */

/** UTF-16 code units of one visitor message, as an `<input maxlength>` counts them. On its own for the widget's bytes. */
export const MESSAGE_CHARACTERS = 4_000;

export const LIMITS = {
  /** Bytes of a chat request body. */
  chatBodyBytes: 32 * 1024,
  /** Bytes of a request in OpenAI's shape: its clients send the whole conversation every time. */
  completionBodyBytes: 256 * 1024,
  messageCharacters: MESSAGE_CHARACTERS,
  /** UTF-8 bytes of one document's content. */
  documentBytes: 4 * 1024 * 1024,
  /** Bytes of one file, such as a PDF. */
  fileBytes: 20 * 1024 * 1024,
  /** Bytes of a document request: content may be escaped in JSON or wrapped in multipart. */
  documentBodyBytes: 9 * 1024 * 1024,
  /** The same with a file in it. */
  fileBodyBytes: 21 * 1024 * 1024,
  /** Bytes of any other JSON body. */
  jsonBodyBytes: 64 * 1024,
  /** Bytes of an embed token. */
  tokenBytes: 2_048,
  visitorIdCharacters: 128,
  conversationIdCharacters: 128,
  messageIdCharacters: 128,
  /** Of the address of the page a visitor asks from. */
  pageCharacters: 2_000,
  documentIdCharacters: 512,
  documentsDeletedAtOnce: 1_000,
  profileBytes: 1_024,
  /** Of the picture that is uploaded, and of what is kept of it. */
  logoBytes: 32 * 1_024,
  originsPerToken: 5,
  originsPerBot: 100,
  liveKeysPerKind: 10,
  curatedAnswersPerBot: 1_000,
  curatedQuestions: 20,
  curatedQuestionCharacters: 500,
  curatedAnswerCharacters: 4_000,
  edgeTokenSeconds: 600,
  ownerTokenSeconds: 3_600,
  clockLeewaySeconds: 60,
  /** Records in one page of a list, by default and at most. */
  pageDefault: 20,
  pageMost: 100,
  searchTopK: 50,
} as const;

/** How long the audit log of an account is kept. */
export const AUDIT = { days: 400 } as const;

/** Seconds of an owner's stay in the console. */
export const CONSOLE = {
  /** A token's life. While the console is used it renews them. */
  tokenSeconds: 1_800,
  /** An owner who signed in this long ago has to sign in again, however often the token was renewed. */
  sessionSeconds: 12 * 3_600,
  /** A one-time code's life, unused. */
  codeSeconds: 600,
  /** After signing in by one, keys are made without the account key being given again. */
  confirmedSeconds: 600,
} as const;

export const STREAM = {
  /**
   * Between comment lines on an open answer stream. Proxies would do with one in ten seconds; but only a
   * write tells that a client has left, and a model that is slow to speak must not be paid for longer.
   */
  heartbeatMs: 2_000,
  /** An answer nobody listens to is aborted after this. */
  unheardMs: 60_000,
} as const;

/** A bot whose greeting or no-answer text is the default has none of its own: it is said in the visitor's language. */
export const BOT_DEFAULTS = {
  instructions: "",
  greeting: "Hi! Ask me anything about this site.",
  suggested_questions: [] as string[],
  no_answer_text: "I could not find an answer to that in the documentation.",
  retention_days: 90,
} as const;
