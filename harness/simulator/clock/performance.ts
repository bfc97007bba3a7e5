import { replace, replaceGetter } from '../ambient/replace.ts';
import type { EventLoop } from './event-loop.ts';

/** performance.now, timeOrigin and process.hrtime: microseconds of virtual time. */
export function installPerformance(loop: EventLoop): void {
  const prototype = Object.getPrototypeOf(performance) as object;
  const nowMs = (): number => (loop.nowUs - loop.current.startUs) / 1000;
  replace(prototype, 'now', nowMs);
  replaceGetter(prototype, 'timeOrigin', () => loop.startEpochMs + loop.current.startUs / 1000);

  const hrtime = (previous?: readonly [number, number]): [number, number] => {
    const seconds = Math.floor(loop.nowUs / 1_000_000);
    const nanoseconds = (loop.nowUs % 1_000_000) * 1000;
    if (previous === undefined) return [seconds, nanoseconds];
    const difference = nanoseconds - previous[1];
    return difference < 0
      ? [seconds - previous[0] - 1, difference + 1e9]
      : [seconds - previous[0], difference];
  };
  hrtime.bigint = (): bigint => BigInt(loop.nowUs) * 1000n;
  replace(process, 'hrtime', hrtime);
  replace(process, 'uptime', () => (loop.nowUs - loop.current.startUs) / 1_000_000);
}
