import type { Observer, Progress } from '../../drill/progress.ts';
import { formatMs, formatRatio, formatRunTime } from '../../../reports/index.ts';
import { createStyle } from './style.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface ProgressPrinter {
  readonly observe: Observer;
  /** Ends the line that is being rewritten, if any. */
  end(): void;
}

/** Where nobody watches a terminal, one plain line in so many seconds is enough. */
const PLAIN_EVERY_TICKS = 5;

/** On a terminal the tick line is rewritten in place; elsewhere plain lines are appended. */
export function createProgressPrinter(stream: Terminal): ProgressPrinter {
  const style = createStyle(stream);
  let isLineOpen = false;
  let ticks = 0;

  const clear = (): void => {
    if (isLineOpen) stream.write('\r\u001B[2K');
    isLineOpen = false;
  };
  const line = (text: string): void => {
    clear();
    stream.write(`${text}\n`);
  };
  const tick = (progress: Tick): void => {
    if (stream.isTTY !== true) {
      if (ticks % PLAIN_EVERY_TICKS === 0) stream.write(`${tickLine(progress)}\n`);
      ticks += 1;
      return;
    }
    clear();
    const columns = Math.max(20, (stream.columns ?? 80) - 1);
    const whole = tickLine(progress);
    stream.write(whole.length <= columns ? whole : shortLine(progress).slice(0, columns));
    isLineOpen = true;
  };

  return {
    observe(progress) {
      switch (progress.kind) {
        case 'step':
          line(style.soft(progress.text));
          break;
        case 'phase':
          ticks = 0;
          line(style.strong(`── ${progress.phase}, ${formatSeconds(progress.endsInMs)}`));
          break;
        case 'fault':
          line(
            `${progress.action === 'unproved' ? style.warn('fault') : 'fault'} ${progress.fault} ${progress.action}${progress.detail === '' ? '' : style.soft(` (${progress.detail})`)}`,
          );
          break;
        default:
          // Before the first customer there is nothing to see.
          if (progress.started > 0) tick(progress);
      }
    },
    end: clear,
  };
}

const formatSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

type Tick = Extract<Progress, { kind: 'tick' }>;

function tickLine(progress: Tick): string {
  const faults = progress.activeFaults
    .map(({ name, endsInMs }) => `${name} ${Math.ceil(endsInMs / 1000)} s left`)
    .join(', ');
  return [
    `${formatRunTime(progress.t)} ${progress.phase.padEnd(8)}`,
    `goodput ${formatRatio(progress.goodputRatio).padStart(6)}`,
    `p95 ${formatMs(progress.latencyP95Ms).padStart(7)}`,
    `${progress.started} customers, ${progress.waiting} waiting`,
    `failures in 3 s: ${failuresText(progress.failuresByProvider)}`,
    ...(faults === '' ? [] : [`active: ${faults}`]),
  ].join('  ');
}

/** What somebody who watches needs first, for a terminal on which not all of it has room. */
function shortLine(progress: Tick): string {
  const { t, phase, goodputRatio, failuresByProvider, activeFaults } = progress;
  return [
    `${formatRunTime(t)} ${phase}`,
    `goodput ${formatRatio(goodputRatio)}`,
    ...(failuresByProvider === null ? [] : [`failing: ${failuresText(failuresByProvider)}`]),
    ...activeFaults.map(({ name, endsInMs }) => `${name} ${Math.ceil(endsInMs / 1000)} s`),
  ].join('  ');
}

/** "None" is said by a target that would tell. */
function failuresText(failures: Readonly<Record<string, number>> | null): string {
  if (failures === null) return 'not told, no audit log';
  const texts = Object.entries(failures).map(([provider, count]) => `${provider} ${count}`);
  return texts.length === 0 ? 'none' : texts.join(', ');
}
