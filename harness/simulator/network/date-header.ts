import { OutgoingMessage } from 'node:http';
import { replace } from '../ambient/replace.ts';
import { RealDate } from '../clock/real.ts';
import type { EventLoop } from '../clock/event-loop.ts';

type StoreHeader = (this: OutgoingMessage, firstLine: string, headers: unknown) => void;

const MARK = '\r\nDate: ';
/** `Tue, 24 Nov 2026 23:44:08 GMT` */
const DATE_LENGTH = 29;

/** Node writes the Date header from a real clock of its own; the virtual one takes its place. */
export function installDateHeader(loop: EventLoop): void {
  const store = Reflect.get(OutgoingMessage.prototype, '_storeHeader') as StoreHeader;
  let second = Number.NaN;
  let text = '';
  const virtualDate = (): string => {
    const now = Math.floor(loop.epochMs / 1000);
    if (now !== second) {
      second = now;
      text = new RealDate(now * 1000).toUTCString();
    }
    return text;
  };
  replace(
    OutgoingMessage.prototype,
    '_storeHeader',
    function storeHeader(this: OutgoingMessage, firstLine: string, headers: unknown): void {
      const isOwn = this.sendDate && !hasDate(headers);
      Reflect.apply(store, this, [firstLine, headers]);
      if (!isOwn) return;
      const header = String(Reflect.get(this, '_header'));
      const at = header.indexOf(MARK);
      if (at === -1) return;
      const start = at + MARK.length;
      const changed = `${header.slice(0, start)}${virtualDate()}${header.slice(start + DATE_LENGTH)}`;
      Reflect.set(this, '_header', changed);
    },
  );
}

function hasDate(headers: unknown): boolean {
  if (typeof headers !== 'object' || headers === null) return false;
  const names = Array.isArray(headers) ? (headers as unknown[]).flat() : Object.keys(headers);
  return names.some(
    (name) => typeof name === 'string' && name.length === 4 && name.toLowerCase() === 'date',
  );
}
