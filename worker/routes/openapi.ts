/** The API description, generated from the route table: it cannot name a route that is not there. */

import { toJsonSchema } from "@valibot/to-json-schema";
import { PROBLEMS } from "../../shared/problem.ts";
import * as v from "valibot";
import { ACCOUNT_KEY_HEADER, publicRoute, type Route } from "../http/route.ts";
import { REPLIES } from "./replies.ts";

/** @param routes asked when the call comes: this route is one of them */
export function openApiRoute(routes: () => readonly Route[]): Route {
  return publicRoute({ method: "GET", path: "/openapi.json", summary: "This API, as OpenAPI 3.1." }, ({ url }) =>
    Response.json(describeApi(url.origin, routes())),
  );
}

export function describeApi(origin: string, routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    const parameters = parametersOf(route);
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: {
        operationId: operationIdOf(route),
        summary: route.summary,
        ...(parameters.length === 0 ? {} : { parameters }),
        ...(route.kind === "public"
          ? { security: [] }
          : {
              // Signing in takes a credential, or a code in the body.
              security: [{ bearer: [] }, ...(route.kind === "sign-in" ? [{}] : [])],
              "x-credentials": route.principals,
            }),
        ...(route.body === undefined && route.file === undefined
          ? {}
          : {
              requestBody: {
                required: route.body === undefined || !v.safeParse(route.body, {}).success,
                content: {
                  ...(route.body === undefined ? {} : { "application/json": { schema: schemaOf(route.body) } }),
                  ...(route.file === undefined ? {} : { "multipart/form-data": { schema: formOf(route.file) } }),
                },
              },
            }),
        responses: {
          ...repliesOf(route),
          default: { $ref: "#/components/responses/Problem" },
        },
      },
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "vegarag",
      version: "1",
      description: "Chat with a site's own documents, with citations that can be checked.",
    },
    servers: [{ url: origin }],
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer" } },
      responses: {
        Problem: {
          description: "RFC 9457 problem details",
          content: {
            "application/problem+json": {
              schema: {
                type: "object",
                required: ["type", "title", "status", "detail", "instance"],
                properties: {
                  type: {
                    type: "string",
                    format: "uri",
                    description: `Ends in one of: ${Object.keys(PROBLEMS).join(", ")}.`,
                  },
                  title: { type: "string" },
                  status: { type: "integer" },
                  detail: { type: "string" },
                  instance: { type: "string", description: "The request id." },
                  retry_after: { type: "number" },
                  issues: {
                    type: "array",
                    items: { type: "object", properties: { path: { type: "string" }, message: { type: "string" } } },
                  },
                  needs: {
                    type: "object",
                    description: "Of POST /v1/embed-sessions: what a new visitor has to bring.",
                    properties: {
                      turnstile: { type: "boolean" },
                      proof_of_work: {
                        type: "object",
                        properties: {
                          challenge: { type: "string" },
                          seed: { type: "string" },
                          bits: { type: "integer" },
                        },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  };
}

/** A file in a form, with its other fields. */
function formOf(fields: Readonly<Record<string, string>>): object {
  const properties = Object.entries(fields).map(([name, description]) => [name, { type: "string", description }]);
  return {
    type: "object",
    required: ["file"],
    properties: { file: { type: "string", format: "binary" }, ...Object.fromEntries(properties) },
  };
}

function parametersOf({ path, query = {}, makesSecret, headers = {} }: Route): object[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name,
    in: "query",
    required: false,
    description,
    schema: { type: "string" },
  }));
  const confirmed: Record<string, string> = makesSecret
    ? { [ACCOUNT_KEY_HEADER]: "the account key again, beside a console token" }
    : {};
  const inHeader = Object.entries({ ...headers, ...confirmed }).map(([name, description]) => ({
    name,
    in: "header",
    required: false,
    description,
    schema: { type: "string" },
  }));
  return [...inPath, ...inQuery, ...inHeader];
}

/** `GET /v1/bots/:bot_id` → `getBotsByBotId`: it can be no other call's. */
function operationIdOf({ method, path }: Route): string {
  const words = path
    .replace(/^\/v1/, "")
    .split("/")
    .filter((part) => part !== "")
    .flatMap((part) => (part.startsWith(":") ? ["by", ...part.slice(1).split("_")] : part.split(/[-_.]/)));
  const named = words.map((word) => word[0]!.toUpperCase() + word.slice(1));
  return `${method.toLowerCase()}${named.join("")}`;
}

function repliesOf(route: Route): Record<string, object> {
  const reply = REPLIES[`${route.method} ${route.path}`];
  const description = route.answers ?? "Success";
  // The test of the replies fails by the name of a route that has none.
  if (reply === undefined) return { "2XX": { description } };
  const { status, schema, type, also } = reply;
  const json = schema === undefined ? {} : { "application/json": { schema: openly(schema) } };
  const other = type === undefined ? {} : { [type]: {} };
  const csv = route.csv === true ? { "text/csv": {} } : {};
  const content = { ...json, ...other, ...csv };
  const success = { description, ...(Object.keys(content).length === 0 ? {} : { content }) };
  return { [status]: success, ...(also === undefined ? {} : { [also]: also === 204 ? { description } : success }) };
}

/** A client must not fail over a field that comes later. */
function openly(schema: v.GenericSchema): object {
  const text = JSON.stringify(schemaOf(schema));
  return JSON.parse(text.replaceAll(/,"additionalProperties":false/g, "")) as object;
}

/** In the dialect of OpenAPI 3.1; a schema inside a description names none of its own. */
function schemaOf(schema: v.GenericSchema): object {
  const { $schema: _, ...described } = toJsonSchema(schema, { errorMode: "ignore", target: "draft-2020-12" });
  return described;
}
