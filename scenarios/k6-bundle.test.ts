import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

// The bundle with the settings of xk6-ts; that k6 really plays it is shown by the drills.

const ENTRY = fileURLToPath(new URL('./k6/entry.ts', import.meta.url));

interface Bundle {
  readonly code: string;
  readonly inputs: readonly string[];
  readonly imports: readonly string[];
}

async function bundle(mainFields: string[]): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    mainFields,
    target: 'es2022',
    external: ['k6', 'k6/*'],
    legalComments: 'none',
  });
  const imports = Object.values(metafile.outputs).flatMap((output) =>
    output.imports.map(({ path }) => path),
  );
  return { code: outputFiles[0]?.text ?? '', inputs: Object.keys(metafile.inputs), imports };
}

describe('the bundle for k6', () => {
  let bundled: Bundle = { code: '', inputs: [], imports: [] };
  beforeAll(async () => {
    bundled = await bundle(['module', 'main']);
  });

  it('imports modules of k6 and nothing else', () => {
    expect(new Set(bundled.imports)).toEqual(
      new Set(['k6', 'k6/data', 'k6/execution', 'k6/http', 'k6/metrics']),
    );
  });

  it('holds no package from npm, so that any k6 bundler makes the same of it', async () => {
    expect(bundled.inputs.filter((path) => path.includes('node_modules'))).toEqual([]);
    expect((await bundle([])).code).toBe(bundled.code);
  });

  it('exports what k6 asks for', () => {
    expect(bundled.code).toMatch(/export\s*\{[^}]*as default[^}]*\}/);
    for (const name of ['options', 'handleSummary']) {
      expect(bundled.code).toMatch(new RegExp(`export\\s*\\{[^}]*\\b${name}\\b[^}]*\\}`));
    }
  });

  it('uses nothing that its engine lacks', () => {
    expect(bundled.code).not.toMatch(/\bIntl\b|structuredClone|for await|Object\.groupBy|\bURL\(/);
  });

  it('is small: every virtual user holds a copy', () => {
    expect(bundled.code.length).toBeLessThan(40_000);
  });
});
