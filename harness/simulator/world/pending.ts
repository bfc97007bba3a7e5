import type { EventLoop } from '../clock/event-loop.ts';
import type { VirtualProcess } from '../process/virtual-process.ts';

const SHOWN = 6;

/** What a world that does not settle is still waiting for, in one line. */
export function describePending(loop: EventLoop, processes: Iterable<VirtualProcess>): string {
  const meant = new Set(processes);
  const timers = loop.pending
    .filter(({ label, owner }) => label !== null && meant.has(owner))
    .toSorted((a, b) => a.timeUs - b.timeUs || a.seq - b.seq)
    .map(({ label, owner, timeUs }) => `${label} (${owner.name}, due at ${timeUs / 1000} ms)`);
  const requests = [...meant].flatMap((process) =>
    [...process.holdings].flatMap((holding) => {
      const text = holding.describe?.() ?? null;
      return text === null ? [] : [`${text} (${process.name})`];
    }),
  );
  return `Pending timers: ${list(timers)}. Connections with a last request: ${list(requests)}.`;
}

function list(texts: readonly string[]): string {
  if (texts.length === 0) return 'none';
  const more = texts.length - SHOWN;
  return `${texts.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
