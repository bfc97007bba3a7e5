import { createRequire } from 'node:module';
import { closeParser } from '../parsers.ts';
import { HTTPParserError } from './undici-errors.ts';

// Node's own parser (llhttp), by the door that Node's http client uses.

export interface AnswerHead {
  readonly status: number;
  readonly statusText: string;
  /** Name, value, name, value. */
  readonly rawHeaders: readonly string[];
  readonly isKeptAlive: boolean;
}

export interface AnswerEvents {
  /** True when no body follows, whatever the headers say. */
  onHead(head: AnswerHead): boolean;
  onBody(bytes: Buffer): void;
  onComplete(trailers: readonly string[]): void;
}

interface Native {
  initialize(type: number, resource: object): void;
  execute(bytes: Uint8Array): unknown;
  finish(): unknown;
  close(): void;
  [index: number]: unknown;
}

interface NativeClass {
  new (): Native;
  readonly RESPONSE: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kOnBody: number;
  readonly kOnMessageComplete: number;
}

let nativeClass: NativeClass | null = null;

function parserClass(): NativeClass {
  if (nativeClass === null) {
    const common: unknown = createRequire(import.meta.url)('_http_common');
    nativeClass = Reflect.get(common as object, 'HTTPParser') as NativeClass;
  }
  return nativeClass;
}

const SKIP_BODY = 1;

/** Parses the answers of one connection, one after the other. */
export class AnswerParser {
  readonly #native: Native;
  #headers: string[] = [];

  constructor(events: AnswerEvents) {
    const HTTPParser = parserClass();
    const native = new HTTPParser();
    native.initialize(HTTPParser.RESPONSE, {});
    native[HTTPParser.kOnHeaders] = (headers: string[]): void => {
      this.#headers.push(...headers);
    };
    native[HTTPParser.kOnHeadersComplete] = (
      _major: number,
      _minor: number,
      headers: string[] | undefined,
      _method: unknown,
      _url: unknown,
      status: number,
      statusText: string,
      _upgrade: boolean,
      isKeptAlive: boolean,
    ): number => {
      const rawHeaders = headers ?? this.#headers.splice(0);
      const isBare = events.onHead({ status, statusText, rawHeaders, isKeptAlive });
      return isBare ? SKIP_BODY : 0;
    };
    native[HTTPParser.kOnBody] = (bytes: Buffer): void => events.onBody(bytes);
    native[HTTPParser.kOnMessageComplete] = (): void => events.onComplete(this.#headers.splice(0));
    this.#native = native;
  }

  /** The error of a broken answer, or null. */
  execute(bytes: Buffer): Error | null {
    return asError(this.#native.execute(bytes));
  }

  /** The other side has ended: that can be the end of a body, or a broken answer. */
  finish(): Error | null {
    return asError(this.#native.finish());
  }

  /** Node keeps it until then, with everything that its events lead to. */
  close(): void {
    closeParser(this.#native);
  }
}

function asError(result: unknown): Error | null {
  if (!(result instanceof Error)) return null;
  const reason: unknown = Reflect.get(result, 'reason');
  return new HTTPParserError(String(reason));
}
