import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Benchmarks that are scripts of their own and print a table or figures.

const run = (script: string, ...args: readonly string[]): string =>
  execFileSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

export function memorySection(payments: number): string {
  const table = run('./mocks-memory.ts', String(payments))
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .join('\n');
  return `## Memory of \`paydrill mocks\` over ${payments} payments

Bound: 450 MiB after 100,000 payments, and no growth after that.

${table}
`;
}

/** The script prints its figures as JSON; the names say what they are. */
export function simulatorSection(): string {
  const figures = JSON.parse(run('./simulator.bench.ts')) as Readonly<Record<string, number>>;
  const rows = Object.entries(figures).map(([name, value]) => `| ${name} | ${Math.round(value)} |`);
  return `## The virtual world

By processor time of the whole process.

| figure | median |
|---|--:|
${rows.join('\n')}
`;
}
