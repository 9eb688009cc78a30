export function drain(body: ReadableStream<Uint8Array> | null, most: number): Promise<void>;
