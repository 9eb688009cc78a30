/**
 * The Worker of `hosted-bare.ts`: the same calls, to the same kinds of objects, as the product makes before the first
 * word of an answer, and nothing else. Nobody is checked, nothing is counted, cited or stored. Plain JavaScript,
 * because the runtime takes it as it stands.
 */

import { DurableObject } from "cloudflare:workers";

/** Rows that stand for what is found by words, and for what is read of it. */
const FOUND = 50;
const READ = 24;

/**
 * @typedef {object} Env
 * @property {string} OPENAI
 * @property {string} PINECONE
 * @property {DurableObjectNamespace} KNOWLEDGE_BASE
 * @property {DurableObjectNamespace} LEDGER
 * @property {DurableObjectNamespace} CONVERSATION
 */

export default {
  /** @type {(request: Request, env: Env) => Promise<Response>} */
  async fetch(request, env) {
    const { conversation, namespace, question } = await request.json();
    const { events } = await env.CONVERSATION.getByName(conversation).send(namespace, question);
    return new Response(events, { headers: { "content-type": "text/event-stream" } });
  },
};

export class Conversation extends DurableObject {
  constructor(state, env) {
    super(state, env);
    // Asked first thing, as by any object that may be new.
    state.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'messages'").toArray();
  }

  async send(namespace, question) {
    await this.env.LEDGER.getByName("ledger").admit(question);
    const [vector] = await Promise.all([embed(this.env, question), knowledgeBaseOf(this.env).search()]);
    const ids = await query(this.env, namespace, vector);
    const sources = await knowledgeBaseOf(this.env).resolve(ids);
    const { readable, writable } = new IdentityTransformStream();
    const answer = ask(this.env, sources, question).then(({ body }) => body.pipeTo(writable));
    answer.catch((error) => console.error("a bare answer failed", error));
    return { events: readable };
  }
}

export class Ledger extends DurableObject {
  admit(question) {
    return { admitted: question !== "" };
  }
}

export class KnowledgeBase extends DurableObject {
  #sql;

  constructor(state, env) {
    super(state, env);
    this.#sql = state.storage.sql;
    this.#sql.exec("CREATE TABLE IF NOT EXISTS chunks (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT");
    for (let id = 0; id < FOUND; id++) {
      const text = `Machine ${id} weighs ${id + 3} kilograms and needs ${id * 7} watts.`;
      this.#sql.exec("INSERT OR IGNORE INTO chunks VALUES (?, ?)", id, text);
    }
  }

  search() {
    return this.#sql.exec("SELECT id, length(text) AS score FROM chunks").toArray();
  }

  resolve(ids) {
    return this.#sql.exec("SELECT id, text FROM chunks LIMIT ?", Math.min(ids.length, READ)).toArray();
  }
}

function knowledgeBaseOf(env) {
  return env.KNOWLEDGE_BASE.getByName("knowledge base");
}

/** The question's vector, in unit length as the service makes it. */
async function embed(env, question) {
  const model = "text-embedding-3-small";
  const body = { model, input: [question], dimensions: 1_536, encoding_format: "base64" };
  const { data } = await (await post(`${env.OPENAI}/v1/embeddings`, OPENAI_HEADERS, body)).json();
  return new Float32Array(Uint8Array.fromBase64(data[0].embedding).buffer);
}

async function query(env, namespace, vector) {
  const response = await post(`${env.PINECONE}/query`, PINECONE_HEADERS, {
    namespace,
    // As long as the product's, which does not send digits that a float32 does not have.
    vector: Array.from(vector, (value) => Math.round(value * 1e8) / 1e8),
    topK: FOUND,
  });
  return (await response.json()).matches.map(({ id }) => id);
}

function ask(env, sources, question) {
  const content = ["# Sources", ...sources.map(({ text }) => `> ${text}`), "# Question", `> ${question}`].join("\n\n");
  const body = { model: "gpt-5-mini", stream: true, messages: [{ role: "user", content }] };
  return post(`${env.OPENAI}/v1/chat/completions`, OPENAI_HEADERS, body);
}

const OPENAI_HEADERS = { authorization: "Bearer openai-test-key", "content-type": "application/json" };
const PINECONE_HEADERS = {
  "api-key": "pinecone-test-key",
  "x-pinecone-api-version": "2026-07",
  "content-type": "application/json",
};

async function post(url, headers, body) {
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return response;
}
