// npm run bench [section ...]: measures and writes bench/RESULTS.md, those sections alone when some are
// named. All of them take half an hour of an otherwise idle machine.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { dialectsSection } from './dialects-section.ts';
import { drillSection } from './drill-section.ts';
import { gatewaysSection } from './gateways-section.ts';
import { judgeSection } from './judge-section.ts';
import { latencySection } from './latency-section.ts';
import { memorySection } from './script-sections.ts';
import { simulatorSection } from './simulator-section.ts';
import { startupSection } from './startup-section.ts';
import { worldsSection } from './worlds-section.ts';

/** In the order of the file; null leaves a section as it was. */
const SECTIONS: Readonly<Record<string, () => string | null | Promise<string>>> = {
  drill: () => drillSection(500, 60, 2),
  'calm-drill': () => drillSection(250, 120, 2),
  judge: judgeSection,
  gateways: gatewaysSection,
  dialects: () => dialectsSection(3, 4),
  startup: () => startupSection(10),
  latency: () => latencySection(500, 3),
  'busy-latency': () => latencySection(2000, 3),
  memory: () => memorySection(100_000),
  'million-memory': () => memorySection(1_000_000),
  simulator: simulatorSection,
  worlds: () => worldsSection('runs/matrix'),
};

const names = Object.keys(SECTIONS);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : names;
const stranger = wanted.find((name) => SECTIONS[name] === undefined);
if (stranger !== undefined) {
  process.stderr.write(`no section "${stranger}"; there are ${names.join(', ')}\n`);
  process.exit(2);
}

const path = fileURLToPath(new URL('./RESULTS.md', import.meta.url));
const sections = readSections(await readFile(path, 'utf8'));
for (const name of wanted) {
  process.stderr.write(`${name}\n`);
  const text = await SECTIONS[name]?.();
  if (text === null || text === undefined) continue;
  sections.set(name, `${text.trim()}\n\n${measuredWhere()}`);
  await writeFile(path, render(sections));
}
process.stdout.write(render(sections));

/** By name, each from its mark to the next. */
function readSections(text: string): Map<string, string> {
  const parts = text.split(/<!-- (?<name>[a-z-]+) -->\n/).slice(1);
  const found = new Map<string, string>();
  for (let index = 0; index + 1 < parts.length; index += 2) {
    found.set(parts[index] ?? '', parts[index + 1]?.trim() ?? '');
  }
  return found;
}

function render(found: ReadonlyMap<string, string>): string {
  const bodies = names.flatMap((name) => {
    const body = found.get(name);
    return body === undefined ? [] : [`<!-- ${name} -->\n\n${body}\n`];
  });
  return `# Results

Written by \`npm run bench\`; \`npm run bench -- judge latency\` measures those sections anew. A cell is minimum / median / maximum of the runs.
Absolute figures hold for that machine on that day: compare inside one section.

${bodies.join('\n')}`;
}

function measuredWhere(): string {
  const [cpu] = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const machine = `${cpus().length} x ${cpu?.model ?? 'unknown'}, ${memory}, Linux ${release()}`;
  const day = new Date().toISOString().slice(0, 10);
  return `_${day}, ${machine}, Node ${process.version}._`;
}
