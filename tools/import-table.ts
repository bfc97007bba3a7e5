/** Who may import whom. Read it as: a file under `from` may import from these places only, besides
 * its own. `types` may be imported as types alone. */
export interface ImportRule {
  readonly from: string;
  readonly allowed: readonly string[];
  readonly types?: readonly string[];
  /** May it import `node:` modules and packages? */
  readonly isNeutral?: boolean;
}

const CORE = 'harness/core';
const LEAVES = ['scenarios', 'mocks', 'service', 'harness/judge', 'reports'];
const DRILL = [CORE, ...LEAVES, 'harness/config', 'harness/orders', 'harness/drill'];
const WORLDS = ['harness/live', 'harness/simulator'];

/** The longest `from` that matches a file decides. */
export const IMPORT_TABLE: readonly ImportRule[] = [
  { from: CORE, allowed: [], isNeutral: true },
  { from: 'scenarios', allowed: [CORE], types: ['mocks/faults', 'harness/config'] },
  { from: 'scenarios/journeys', allowed: [CORE], isNeutral: true },
  { from: 'mocks', allowed: [CORE] },
  { from: 'service', allowed: [CORE] },
  { from: 'harness/judge', allowed: [CORE], isNeutral: true },
  { from: 'reports', allowed: [CORE] },
  { from: 'harness/config', allowed: [CORE, ...LEAVES] },
  { from: 'harness/orders', allowed: [CORE, ...LEAVES] },
  { from: 'harness/drill', allowed: [CORE, ...LEAVES, 'harness/config', 'harness/orders'] },
  { from: 'harness/live', allowed: DRILL },
  { from: 'harness/simulator', allowed: DRILL },
  { from: 'harness/cli', allowed: [...DRILL, ...WORLDS] },
  { from: 'index.ts', allowed: [...DRILL, ...WORLDS] },
  { from: 'tests', allowed: [...DRILL, ...WORLDS, 'harness/cli', 'tools', 'index.ts'] },
  { from: 'tools', allowed: [...DRILL, ...WORLDS, 'harness/cli', 'tests'] },
  { from: 'bench', allowed: [...DRILL, ...WORLDS, 'harness/cli', 'tests'] },
  { from: 'examples', allowed: [...DRILL, ...WORLDS, 'index.ts'] },
  { from: 'vitest.config.ts', allowed: [] },
];
