import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

// Benchmarks that are scripts of their own and print a table or figures.

/** What a script prints. */
export const runScript = (script: string, ...args: readonly string[]): string =>
  execFileSync(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });

export function memorySection(payments: number): string {
  const table = runScript('./mocks-memory.ts', String(payments))
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .join('\n');
  return `## Memory of \`paydrill mocks\` over ${payments} payments

Bound: 450 MiB after 100,000 payments, and no growth after that.

${table}
`;
}
