import { describe, expect, it } from 'vitest';
import type { Progress } from '../../drill/progress.ts';
import { createProgressPrinter } from './progress-printer.ts';

const tick = (t: number, started: number): Extract<Progress, { kind: 'tick' }> => ({
  kind: 'tick',
  t,
  phase: 'baseline',
  phaseEndsInMs: 1_000,
  started,
  waiting: 3,
  goodputRatio: null,
  latencyP95Ms: null,
  failuresByProvider: { stripe: 2 },
  activeFaults: [{ name: 'down', endsInMs: 1_500 }],
});

function printed(isTTY: boolean, ...progress: readonly Progress[]): string {
  let text = '';
  const stream = { isTTY, columns: 80, write: (more: string) => (text += more) };
  const printer = createProgressPrinter(stream);
  for (const each of progress) printer.observe(each);
  printer.end();
  return text;
}

describe('progress', () => {
  it('tells a phase with its length in seconds', () => {
    const text = printed(false, { kind: 'phase', phase: 'fault', endsInMs: 5_980 });
    expect(text).toBe('── fault, 6.0 s\n');
  });

  it('says nothing of figures before the first customer', () => {
    expect(printed(false, tick(0, 0))).toBe('');
    expect(printed(true, tick(0, 0))).toBe('');
  });

  it('tells who is waiting, what fails, and how long a fault still lasts', () => {
    const text = printed(false, tick(1_000, 10));
    expect(text).toContain('10 customers, 3 waiting');
    expect(text).toContain('stripe 2');
    expect(text).toContain('down 2 s left');
  });

  it('is a plain line now and then where nobody watches a terminal', () => {
    const text = printed(false, ...Array.from({ length: 10 }, (_, at) => tick(at * 1_000, 1)));
    expect(text.split('\n').filter((line) => line !== '')).toHaveLength(2);
    expect(text).not.toContain('\r');
  });

  it('says that nobody tells of failures where the target keeps no audit log', () => {
    const untold = { ...tick(1_000, 10), failuresByProvider: null };
    expect(printed(false, untold)).toContain('failures in 3 s: not told');
    expect(printed(false, { ...untold, failuresByProvider: {} })).toContain('in 3 s: none');
  });

  it('keeps goodput, failures and the countdown of faults where not all of it has room', () => {
    const text = printed(true, tick(1_000, 10));
    expect(text).toContain('baseline  goodput –  failing: stripe 2  down 2 s');
  });

  it('never fills more than one line of a terminal', () => {
    const text = printed(true, tick(1_000, 10));
    const [line = ''] = text.split('\r');
    expect(line.length).toBeLessThan(80);
  });
});
