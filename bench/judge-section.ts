import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

interface JudgeFigures {
  readonly lowestPaymentsPerSecond: number;
  readonly medianPaymentsPerSecond: number;
  readonly highestPaymentsPerSecond: number;
  readonly medianPaymentsPerCpuSecond: number;
}

interface Judged {
  readonly payments: number;
  readonly events: number;
  readonly simulated: JudgeFigures;
  readonly collected: JudgeFigures;
}

const row = (name: string, figures: JudgeFigures): string => {
  const { lowestPaymentsPerSecond, medianPaymentsPerSecond, highestPaymentsPerSecond } = figures;
  const wall = `${lowestPaymentsPerSecond} / ${medianPaymentsPerSecond} / ${highestPaymentsPerSecond}`;
  return `| ${name} | 100000 | ${wall} | ${figures.medianPaymentsPerCpuSecond} |`;
};

export function judgeSection(): string {
  const script = fileURLToPath(new URL('./judge.bench.ts', import.meta.url));
  const said = execFileSync(process.execPath, ['--expose-gc', script], { encoding: 'utf8' });
  const { payments, events, simulated, collected } = JSON.parse(said) as Judged;
  return `## Judging alone

${payments} payments, ${(events / payments).toFixed(1)} events each. The bound is for wall time on one core.

| events | bound | payments/s, min / median / max | by processor time |
|---|--:|--:|--:|
${row('in memory, as a simulator leaves them', simulated)}
${row('read from NDJSON, as a live drill does', collected)}
`;
}
