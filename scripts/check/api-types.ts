/**
 * TypeScript types of a client, from the API description: one interface of all operations, by `operationId`. Knows the
 * part of JSON Schema that the description uses and throws at anything else, so that nothing becomes `any` unseen.
 */

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Operation {
  operationId: string;
  parameters?: { name: string; in: "path" | "query"; required: boolean }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { content?: Record<string, { schema?: Schema }> }>;
}

export interface ApiDescription {
  paths: Record<string, Record<string, Operation>>;
}

/** @throws Error that names the operation with a schema that is not known */
export function typesOf({ paths }: ApiDescription): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => memberOf(method, path, operation)),
  );
  return `export interface Operations {\n${operations.join("\n")}\n}\n`;
}

function memberOf(method: string, path: string, operation: Operation): string {
  const { operationId, parameters = [], requestBody, responses } = operation;
  try {
    const parametersIn = (place: string): string => {
      const own = parameters.filter((parameter) => parameter.in === place);
      if (own.length === 0) return "Record<string, never>";
      return `{ ${own.map(({ name, required }) => `${JSON.stringify(name)}${required ? "" : "?"}: string`).join("; ")} }`;
    };
    const body = requestBody?.content["application/json"]?.schema;
    const success = Object.entries(responses).find(([status]) => /^[234]\d\d$/.test(status));
    const reply = success?.[1].content?.["application/json"]?.schema;
    const members = [
      `method: ${JSON.stringify(method.toUpperCase())}`,
      `path: ${JSON.stringify(path)}`,
      `params: ${parametersIn("path")}`,
      `query: ${parametersIn("query")}`,
      `body: ${body === undefined ? "undefined" : typeOf(body)}`,
      `reply: ${reply === undefined ? "undefined" : typeOf(reply)}`,
    ];
    return `  ${operationId}: { ${members.join("; ")} };`;
  } catch (cause) {
    throw new Error(`${operationId}: ${(cause as Error).message}`, { cause });
  }
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (alternatives !== undefined) return alternatives.map((each) => `(${typeOf(each)})`).join(" | ");
  if (schema.allOf !== undefined) return schema.allOf.map((each) => `(${typeOf(each)})`).join(" & ");
  switch (schema.type) {
    case "string":
      return "string";
    case "number":
    case "integer":
      return "number";
    case "boolean":
      return "boolean";
    case "null":
      return "null";
    case "array":
      return `(${schema.items === undefined ? "unknown" : typeOf(schema.items)})[]`;
    case "object":
      return objectOf(schema);
    case undefined:
      if (Object.keys(schema).every((name) => name === "description" || name === "default")) return "unknown";
  }
  throw new Error(`a schema that is not known: ${JSON.stringify(schema).slice(0, 200)}`);
}

function objectOf({ properties = {}, required = [], additionalProperties }: Schema): string {
  const fields = Object.entries(properties).map(
    ([name, field]) => `${JSON.stringify(name)}${required.includes(name) ? "" : "?"}: ${typeOf(field)}`,
  );
  const rest = additionalProperties === false || fields.length > 0 ? [] : ["[name: string]: unknown"];
  return `{ ${[...fields, ...rest].join("; ")} }`;
}
