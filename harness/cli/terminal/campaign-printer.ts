import type { CampaignProgress } from '../../simulator/index.ts';
import { formatTraffic } from '../../../reports/index.ts';
import { createStyle } from './style.ts';

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

export interface CampaignPrinter {
  observe(progress: CampaignProgress): void;
  /** Ends the line that is being rewritten, if any. */
  end(): void;
}

const PLAIN_EVERY_MS = 5_000;

/** One line that is rewritten on a terminal, one in so many seconds elsewhere; failures always. */
export function createCampaignPrinter(stream: Terminal, isQuiet: boolean): CampaignPrinter {
  const style = createStyle(stream);
  let isLineOpen = false;
  let lastPlainMs = 0;
  const clear = (): void => {
    if (isLineOpen) stream.write('\r\u001B[2K');
    isLineOpen = false;
  };
  return {
    observe: (progress) => {
      if (isQuiet) return;
      const { last } = progress;
      if (last.outcome === 'failed' || last.outcome === 'rig-error') {
        clear();
        const why = [...last.brokenInvariants, ...last.crossedObjectives].join(', ');
        const text = `seed ${last.seed} ${last.outcome}: ${why === '' ? last.reasons.join(', ') : why}`;
        stream.write(`${style.bad(text)}\n`);
      }
      const line = progressLine(progress);
      if (stream.isTTY === true) {
        clear();
        stream.write(line.slice(0, Math.max(20, (stream.columns ?? 80) - 1)));
        isLineOpen = true;
      } else if (progress.wallMs - lastPlainMs >= PLAIN_EVERY_MS || lastPlainMs === 0) {
        lastPlainMs = Math.max(progress.wallMs, 1);
        stream.write(`${line}\n`);
      }
    },
    end: clear,
  };
}

function progressLine(progress: CampaignProgress): string {
  const { played, planned, wallMs, simulatedMs, payments, outcomes } = progress;
  const perSecond = (count: number): number => Math.round((count * 10_000) / wallMs) / 10;
  const counts = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`);
  return [
    `${played}/${planned} seeds`,
    `${perSecond(played)} seeds/s`,
    `${Math.round(perSecond(payments))} payments/s`,
    `${formatTraffic(simulatedMs)} of traffic`,
    counts.join(', '),
  ].join('  ');
}
