import { createRequire } from 'node:module';
import { real } from '../clock/real.ts';

// Node holds an HTTP parser, and with it its socket and all that the socket knows, until it is told
// that the parser is done with. A process that is killed never tells, so this does.

interface Native {
  close(): void;
}

interface HttpCommon {
  freeParser(parser: object, request: null, socket: object): void;
}

let common: HttpCommon | null = null;

function httpCommon(): HttpCommon {
  common ??= createRequire(import.meta.url)('_http_common') as HttpCommon;
  return common;
}

/** What Node's own http gave to a socket whose process runs no more. */
export function releaseParserOf(socket: object): void {
  if (parserOf(socket) === null) return;
  later(() => {
    const parser = parserOf(socket);
    if (parser !== null && Reflect.get(parser, 'socket') === socket) {
      httpCommon().freeParser(parser, null, socket);
    }
  });
}

export const closeParser = (parser: Native): void => later(() => parser.close());

function parserOf(socket: object): object | null {
  const parser: unknown = Reflect.get(socket, 'parser');
  return typeof parser === 'object' ? parser : null;
}

/** Not before the event is over: it may be what this very parser has read that ended the process. */
const later = (run: () => void): void => void real.setImmediate(run);
