import type { IncomingHttpHeaders } from 'node:http';

/**
 * Fields of a form or a query in the bracket notation of providers: `a[b][0]=c` is
 * `{ a: { b: { 0: 'c' } } }`. Lists are trees with numbered keys. No prototype.
 */
export interface FormTree {
  readonly [field: string]: string | FormTree | undefined;
}

/** One request as a dialect sees it: already routed, its body already parsed. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query exactly as they were sent: some providers sign them. */
  readonly target: string;
  /** Without the query. */
  readonly path: string;
  /** Values of `:name` in the route's path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: FormTree;
  /** Names in lower case, as Node gives them. */
  readonly headers: IncomingHttpHeaders;
  /** The body as it came; empty when there was none. */
  readonly rawBody: string;
  /** Fields of a form body; empty on routes that take none. */
  readonly form: FormTree;
  /** A JSON body, unchecked; undefined when there was none. */
  readonly json: unknown;
}

/** The first value of a header, or undefined. */
export function headerOf(request: GatewayRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' || value === undefined ? value : value[0];
}
