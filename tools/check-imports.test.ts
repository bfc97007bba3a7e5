import { describe, expect, it } from 'vitest';
import { forbiddenImports, importsOf } from './check-imports.ts';

const problems = (path: string, source: string): readonly string[] =>
  forbiddenImports(path, importsOf(path, source));

describe('the import table', () => {
  it('lets every part see the core', () => {
    expect(
      problems('service/main.ts', `import { money } from '../harness/core/money.ts';`),
    ).toEqual([]);
  });

  it('keeps the service from seeing the mocks', () => {
    expect(
      problems('service/providers/a.ts', `import { b } from '../../mocks/dialects/b.ts';`),
    ).toEqual(['service/providers/a.ts may not import mocks/dialects/b.ts; allowed: harness/core']);
  });

  it('lets scenarios see the types of faults, and only the types', () => {
    const path = 'scenarios/catalogue/a.ts';
    expect(problems(path, `import type { F } from '../../mocks/faults/index.ts';`)).toEqual([]);
    expect(problems(path, `import { f } from '../../mocks/faults/index.ts';`)).toEqual([
      'scenarios/catalogue/a.ts may import mocks/faults/index.ts as a type only',
    ]);
  });

  it('keeps Node and packages out of the core', () => {
    expect(problems('harness/core/a.ts', `import { join } from 'node:path';`)).toHaveLength(1);
    expect(problems('scenarios/journeys/a.ts', `export { z } from 'zod';`)).toHaveLength(1);
  });

  it("lets a part's tests see the rest of its top-level folder, and no other", () => {
    const path = 'scenarios/journeys/a.test.ts';
    expect(problems(path, `import { p } from '../policies/registry.ts';`)).toEqual([]);
    expect(problems(path, `import { p } from '../../service/index.ts';`)).toHaveLength(1);
    expect(problems('scenarios/journeys/a.ts', `import '../policies/registry.ts';`)).toHaveLength(
      1,
    );
  });

  it('sees re-exports and dynamic imports too', () => {
    expect(problems('mocks/a.ts', `export * from '../service/index.ts';`)).toHaveLength(1);
    expect(problems('mocks/a.ts', `await import('../service/index.ts');`)).toHaveLength(1);
  });

  it('covers every file', () => {
    expect(problems('elsewhere/a.ts', '')).toEqual([
      'elsewhere/a.ts: no rule in tools/import-table.ts covers this file',
    ]);
  });
});
