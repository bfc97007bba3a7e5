import { replace } from '../ambient/replace.ts';
import type { EventLoop } from './event-loop.ts';
import { RealDate } from './real.ts';

/** `Date` whose now is virtual. It shares its prototype with the real one, so dates stay dates. */
export function installDate(loop: EventLoop): void {
  function VirtualDate(...parts: unknown[]): unknown {
    if (new.target === undefined) return new RealDate(loop.epochMs).toString();
    const args = parts.length === 0 ? [loop.epochMs] : parts;
    return Reflect.construct(RealDate, args, new.target);
  }
  Object.defineProperties(VirtualDate, {
    name: { value: 'Date', configurable: true },
    length: { value: 7, configurable: true },
    prototype: { value: RealDate.prototype, writable: false },
    now: { value: () => loop.epochMs, writable: true, configurable: true },
    parse: { value: RealDate.parse, writable: true, configurable: true },
    UTC: { value: RealDate.UTC, writable: true, configurable: true },
  });
  replace(RealDate.prototype, 'constructor', VirtualDate);
  replace(globalThis, 'Date', VirtualDate);
  installIntl(loop);
}

// `format()` without a date means now.
function installIntl(loop: EventLoop): void {
  const { prototype } = Intl.DateTimeFormat;
  const bound = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  const toParts = prototype.formatToParts;
  if (bound === undefined) return;
  Object.defineProperty(prototype, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const format = Reflect.apply(bound, this, []) as (date?: Date | number) => string;
      return (date?: Date | number) => format(date ?? loop.epochMs);
    },
  });
  replace(
    prototype,
    'formatToParts',
    function formatToParts(this: Intl.DateTimeFormat, date?: Date | number) {
      return Reflect.apply(toParts, this, [date ?? loop.epochMs]);
    },
  );
}
