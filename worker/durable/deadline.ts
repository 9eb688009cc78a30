/** A time limit that ends with what it limits: a timer that is left behind keeps its object awake, and billed, until it rings. */

export interface Deadline {
  signal: AbortSignal;
  cancel(): void;
}

export function startDeadline(ms: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new DOMException("It took too long.", "TimeoutError")), ms);
  return { signal: controller.signal, cancel: () => clearTimeout(timer) };
}
