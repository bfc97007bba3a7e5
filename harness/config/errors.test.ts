import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../core/errors.ts';
import type { CONFIG_ERRORS } from './errors.ts';
import { findTarget } from './find-target.ts';
import { loadPolicy, loadScenario } from './load-scenario.ts';
import { refusalOf } from './refusal.fixture.ts';
import { resolveScenario } from './resolve-scenario.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paydrill-config-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(file: string, text: string): Promise<unknown> {
  await writeFile(join(folder, file), text);
  return loadScenario(`./${file}`, { cwd: folder });
}

const outage = (set: string): Promise<unknown> => loadScenario('provider-outage', { set: [set] });

/** A way to each code, and what its message and hint have to say. */
const WAYS: Readonly<
  Record<keyof typeof CONFIG_ERRORS, readonly [() => Promise<unknown>, RegExp, RegExp]>
> = {
  CONFIG_UNKNOWN_SCENARIO: [
    () => loadScenario('provider-outge'),
    /"provider-outge"/,
    /"provider-outage"/,
  ],
  CONFIG_UNKNOWN_POLICY: [() => loadPolicy('resiliant'), /"resiliant"/, /"resilient"/],
  CONFIG_UNKNOWN_KEY: [
    () => outage('timeline.fualtMs=1'),
    /timeline has no key "fualtMs"/,
    /"faultMs"/,
  ],
  CONFIG_UNKNOWN_NAME: [
    () => outage('faults[0].gateway=strip'),
    /faults\[0\]\.gateway .* got "strip"/,
    /"stripe"/,
  ],
  CONFIG_UNKNOWN_PATH: [
    () => outage('faults.primary-don.atMs=1'),
    /"primary-don"/,
    /"primary-down"/,
  ],
  CONFIG_INVALID_VALUE: [
    () => outage('load.declineRatio=2'),
    /load\.declineRatio must be a number from 0 to 1, got 2/,
    /load\.declineRatio/,
  ],
  CONFIG_SET_MALFORMED: [() => outage('timeline'), /"timeline"/, /--set timeline\.faultMs=30s/],
  CONFIG_FILE_MISSING: [() => loadScenario('./nowhere.json'), /nowhere\.json/, /path/],
  CONFIG_FILE_IRREGULAR: [
    async () => {
      await symlink('/dev/null', join(folder, 'nothing.yaml'));
      await loadScenario('nothing.yaml', { cwd: folder });
    },
    /nothing\.yaml is .*no regular file/,
    /into a file/,
  ],
  CONFIG_FILE_MALFORMED: [() => load('cut.json', '{ "name": '), /cut\.json .* JSON: /, /Correct/],
  CONFIG_FILE_FORMAT: [() => load('scenario.toml', ''), /scenario\.toml/, /\.yaml/],
  CONFIG_FILE_WITHOUT_SCENARIO: [
    () => load('empty.mjs', 'export const other = 1;'),
    /empty\.mjs/,
    /export default/,
  ],
  CONFIG_TYPE_ERROR: [
    () => load('wrong.ts', 'export default { name: 7 } satisfies { name: string };'),
    /wrong\.ts .*number.*string/,
    /nothing was started/,
  ],
  CONFIG_LIVE_KEY: [
    () => outage('hypothesis=with sk_live_51Habcdef all works'),
    /hypothesis|--set/,
    /revoke/,
  ],
  CONFIG_LIVE_KEY_AROUND: [
    () => findTarget('command:pay', { SHOP_KEY: 'sk_live_51Habcdef' }),
    /SHOP_KEY/,
    /env -u SHOP_KEY paydrill/,
  ],
  CONFIG_REAL_CARD: [
    () =>
      Promise.resolve(resolveScenario({ name: 'x', hypothesis: 'pays by 4929 1234 5678 9015' })),
    /scenario\.hypothesis/,
    /test cards/,
  ],
  CONFIG_TARGET_MALFORMED: [
    () => findTarget('http://127.0.0.1:1'),
    /"http:\/\/127\.0\.0\.1:1"/,
    /module:.*command:/,
  ],
  CONFIG_TARGET_MISSING: [() => findTarget('module:./no.js'), /\/no\.js .*ENOENT/, /directory/],
};

describe('every configuration error', () => {
  it.each(Object.entries(WAYS))(
    '%s is met, says what it got and what to do, and ends with exit code 2',
    async (code, [way, message, hint]) => {
      const refusal = await refusalOf(way);
      expect(refusal).toMatchObject({ code, exitCode: EXIT.usage });
      expect(refusal.message).toMatch(message);
      expect(refusal.hint).toMatch(hint);
      expect(`${refusal.message} ${refusal.hint}`).not.toMatch(/\{\w+\}/);
    },
  );

  it('never repeats a secret', async () => {
    const key = await refusalOf(() => outage('hypothesis=sk_live_51Habcdef'));
    expect(`${key.message} ${key.hint}`).not.toContain('51Habcdef');
    const card = await refusalOf(() => outage('hypothesis=4929123456789015'));
    expect(`${card.message} ${card.hint}`).not.toContain('4929');
  });
});
