/** The API description, generated from the route table: it cannot name a route that is not there. */

import { toJsonSchema } from "@valibot/to-json-schema";
import { PROBLEMS } from "../../shared/problem.ts";
import { publicRoute, type Route } from "../http/route.ts";

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
    const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
      name,
      in: "path",
      required: true,
      schema: { type: "string" },
    }));
    paths[path] = {
      ...paths[path],
      [route.method.toLowerCase()]: {
        summary: route.summary,
        ...(parameters.length === 0 ? {} : { parameters }),
        ...(route.kind === "public"
          ? { security: [] }
          : { security: [{ bearer: [] }], "x-credentials": route.principals }),
        ...(route.body === undefined
          ? {}
          : {
              requestBody: {
                required: true,
                content: { "application/json": { schema: toJsonSchema(route.body, { errorMode: "ignore" }) } },
              },
            }),
        responses: {
          "2XX": { description: route.answers ?? "Success" },
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
                },
              },
            },
          },
        },
      },
    },
  };
}
