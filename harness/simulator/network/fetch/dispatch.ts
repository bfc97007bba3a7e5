// What fetch asks of a dispatcher, and how it is told: undici's old handler, which it uses itself.

export type RawBody =
  | string
  | Uint8Array
  | ArrayBuffer
  | Blob
  | FormData
  | AsyncIterable<Uint8Array | string>
  | null
  | undefined;

export interface DispatchOptions {
  readonly path: string;
  readonly origin: string | URL;
  readonly method: string;
  readonly body?: RawBody;
  readonly headers?: Readonly<Record<string, unknown>> | readonly string[] | null;
}

export interface DispatchHandler {
  onConnect(abort: (reason?: Error) => void): void;
  onResponseStarted?(): void;
  /** False asks for a pause until `resume`. */
  onHeaders(
    status: number,
    rawHeaders: readonly Buffer[],
    resume: () => void,
    statusText: string,
  ): boolean | undefined;
  onData(bytes: Buffer): boolean | undefined;
  onComplete(trailers: readonly string[]): void;
  onError(error: Error): void;
}

export interface Job {
  readonly options: DispatchOptions;
  readonly handler: DispatchHandler;
  isDone: boolean;
}
