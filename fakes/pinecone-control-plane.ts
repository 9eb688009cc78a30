/** The part of the strict little Pinecone that creates and describes indexes. Not ready at first, like the real one. */

import type { Reply } from "./http-server.ts";
import type { LoggedRequest } from "./control.ts";

interface IndexBody {
  name?: string;
  schema?: { fields?: Record<string, { type?: string; dimension?: number; metric?: string }> };
  deployment?: { deployment_type?: string; cloud?: string; region?: string };
  deletion_protection?: string;
}

/** @returns undefined for paths that are none of its */
export function createControlPlane(): (request: LoggedRequest) => Reply | undefined {
  const indexes = new Map<string, { body: IndexBody; described: number }>();

  function describe(name: string, status = 200): Reply {
    const index = indexes.get(name);
    if (index === undefined) return problem(404, "NOT_FOUND", `Resource ${name} not found`);
    index.described += 1;
    const ready = index.described > 1;
    const host = `${name}-abc123.svc.test.pinecone.io`;
    return reply(status, {
      deletion_protection: "disabled",
      ...index.body,
      host,
      status: { ready, state: ready ? "Ready" : "Initializing" },
    });
  }

  return ({ method, path, body }) => {
    if (method === "POST" && path === "/indexes") {
      const index = body as IndexBody;
      const complaint = complaintAbout(index);
      if (complaint !== undefined) return problem(400, "INVALID_ARGUMENT", complaint);
      if (indexes.has(index.name!)) return problem(409, "ALREADY_EXISTS", "Resource already exists");
      indexes.set(index.name!, { body: index, described: 0 });
      return describe(index.name!, 201);
    }
    const named = /^\/indexes\/([^/]+)$/.exec(path)?.[1];
    return method === "GET" && named !== undefined ? describe(decodeURIComponent(named)) : undefined;
  };
}

function complaintAbout({ name, schema, deployment }: IndexBody): string | undefined {
  if (!/^[a-z0-9-]{1,45}$/.test(name ?? "")) return "name must be lower case letters, digits and -";
  for (const [field, { type, dimension, metric }] of Object.entries(schema?.fields ?? {})) {
    if (
      type !== "dense_vector" ||
      !Number.isInteger(dimension) ||
      !["cosine", "dotproduct", "euclidean"].includes(metric ?? "")
    ) {
      return `schema.fields.${field} is not valid`;
    }
  }
  if (Object.keys(schema?.fields ?? {}).length === 0) return "schema.fields is empty";
  const { deployment_type: type, cloud, region } = deployment ?? {};
  return type === "managed" && cloud && region ? undefined : "deployment is not valid";
}

function problem(status: number, code: string, message: string): Reply {
  return reply(status, { status, error: { code, message } });
}

function reply(status: number, body: object): Reply {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
