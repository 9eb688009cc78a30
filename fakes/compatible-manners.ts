/**
 * How servers that speak OpenAI's API differ from it, as their users report and their documentation says (November
 * 2026). One row a server; what is not said is as OpenAI does it.
 */

export interface ServerManner {
  /** In front of `/chat/completions` and `/embeddings`. */
  base: string;
  /** Behind the address, of Azure's classic path. */
  query?: string;
  auth?: "bearer" | "api-key";
  /** Parameters that are refused, and with which status and words. */
  refuses?: { fields: readonly string[]; status: 400 | 422; words: (fields: readonly string[]) => unknown };
  /** A system message is refused in these words. */
  noSystem?: string;
  embeddings?: {
    /** What comes of `encoding_format: "base64"`. */
    base64?: "floats" | "refused";
    /** The number of the first vector is left out, as what is zero. */
    zeroLeftOut?: true;
    /** One vector in a list of its own. */
    nested?: true;
    /** Tokens are not counted. */
    uncounted?: true;
    /** Characters of a text at which the server fails with 500. */
    failsFrom?: number;
  };
  /** False: there are none. */
  hasEmbeddings?: false;
  stream: {
    /** A first chunk without choices. */
    opensEmpty?: true;
    comments?: string;
    /** Name of the field in which thoughts come, or `parts` for a list of parts, `tags` for tags in the text. */
    thoughts?: string;
    /** Null: none is told. */
    finish?: string | null;
    usage?: "finish" | "x_groq" | "none";
    noDone?: true;
  };
  /** Body of a refused key. */
  keyError?: (status: number) => unknown;
}

const openai = ([field]: readonly string[]) => ({
  error: {
    message: `Unrecognized request argument supplied: ${field}`,
    type: "invalid_request_error",
    param: null,
    code: null,
  },
});
const pydantic = (fields: readonly string[]) => ({
  detail: fields.map((field) => ({
    type: "extra_forbidden",
    loc: ["body", field],
    msg: "Extra inputs are not permitted",
    input: null,
  })),
});

export const SERVERS: Record<string, ServerManner> = {
  openai: { base: "/v1", stream: {} },
  "azure-v1": { base: "/openai/v1", stream: { opensEmpty: true } },
  "azure-classic": {
    base: "/openai/deployments/gpt",
    query: "?api-version=2024-10-21",
    auth: "api-key",
    stream: { opensEmpty: true },
  },
  openrouter: { base: "/api/v1", stream: { comments: ": OPENROUTER PROCESSING", thoughts: "reasoning" } },
  groq: { base: "/openai/v1", hasEmbeddings: false, stream: { usage: "x_groq", thoughts: "reasoning" } },
  mistral: {
    base: "/v1",
    refuses: {
      fields: ["stream_options", "max_completion_tokens", "reasoning_effort", "dimensions"],
      status: 422,
      words: pydantic,
    },
    embeddings: { base64: "refused" },
    stream: { usage: "finish", thoughts: "parts" },
  },
  gemini: {
    base: "/v1beta/openai",
    embeddings: { base64: "refused", zeroLeftOut: true, uncounted: true },
    refuses: {
      fields: ["dimensions"],
      status: 400,
      words: ([field]) => [
        {
          error: {
            code: 400,
            message: `Invalid JSON payload received. Unknown name "${field}": Cannot find field.`,
            status: "INVALID_ARGUMENT",
          },
        },
      ],
    },
    stream: { finish: "STOP", usage: "finish" },
    keyError: (status) => [{ error: { code: status, message: "API key not valid.", status: "UNAUTHENTICATED" } }],
  },
  vllm: {
    base: "/v1",
    embeddings: { base64: "refused" },
    refuses: {
      fields: ["dimensions"],
      status: 400,
      words: () => ({
        object: "error",
        message:
          'Model "m" does not support matryoshka representation, changing output dimensions will lead to poor results.',
        type: "BadRequestError",
        param: "dimensions",
        code: 400,
      }),
    },
    noSystem: "System role not supported",
    stream: { thoughts: "reasoning_content" },
  },
  "llama.cpp": {
    base: "/v1",
    embeddings: { nested: true, failsFrom: 2_000 },
    noSystem: "Only user and assistant roles are supported! (system role)",
    stream: { thoughts: "reasoning_content", usage: "none" },
  },
  "lm-studio": {
    base: "/v1",
    embeddings: { base64: "floats", uncounted: true },
    stream: { usage: "none", thoughts: "tags" },
  },
  ollama: { base: "/v1", embeddings: { base64: "floats" }, stream: { thoughts: "tags" } },
  litellm: {
    base: "/v1",
    embeddings: { base64: "refused" },
    refuses: {
      fields: ["stream_options"],
      status: 400,
      words: ([field]) => ({
        error: {
          message: `litellm.UnsupportedParamsError: ollama does not support parameters: {'${field}': …}`,
          type: "None",
          param: "None",
          code: "400",
        },
      }),
    },
    stream: { usage: "none", finish: "eos_token" },
  },
  deepseek: {
    base: "/v1",
    hasEmbeddings: false,
    refuses: { fields: ["max_completion_tokens"], status: 400, words: openai },
    stream: { comments: ": keep-alive", thoughts: "reasoning_content", usage: "finish" },
  },
  together: { base: "/v1", embeddings: { uncounted: true }, stream: { finish: "eos", usage: "finish" } },
  "workers-ai": {
    base: "/client/v4/accounts/a/ai/v1",
    embeddings: { base64: "floats" },
    stream: { finish: null, usage: "none" },
  },
};
