/** Calls the public API, as any owner's program would. */

export class ApiError extends Error {
  readonly status: number;

  constructor(call: string, status: number, detail: string) {
    super(`${call} answered ${status}: ${detail}`);
    this.status = status;
  }
}

export type Api = <T>(method: string, path: string, key: string, body?: unknown) => Promise<T>;

/** The returned function throws `ApiError` for any answer but a 2xx. */
export function createApi(origin: string): Api {
  return async <T>(method: string, path: string, key: string, body?: unknown) => {
    const response = await fetch(origin + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        // A form names its own.
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiError(`${method} ${path}`, response.status, detailOf(text));
    return (text === "" ? undefined : JSON.parse(text)) as T;
  };
}

/** What went wrong in the words of a problem document, or the start of whatever came instead. */
export function detailOf(text: string): string {
  try {
    const problem = JSON.parse(text) as { title?: unknown; detail?: unknown };
    if (typeof problem.detail === "string") return problem.detail;
    return typeof problem.title === "string" ? problem.title : text.slice(0, 300);
  } catch {
    return text.slice(0, 300);
  }
}
