import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createKeyRing, type RsaKeyPair } from './key-ring.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'key-ring-'));
});
afterEach(() => rm(folder, { recursive: true }));

const pemOf = ({ privateKey }: RsaKeyPair) => privateKey.export({ type: 'pkcs8', format: 'pem' });

it('gives the same pair for the same name, and another for another', () => {
  const ring = createKeyRing();
  expect(ring.rsa('one', 1024)).toBe(ring.rsa('one', 1024));
  expect(pemOf(ring.rsa('one', 1024))).not.toBe(pemOf(ring.rsa('two', 1024)));
});

it('keeps keys in a folder that only their owner can read', async () => {
  const made = createKeyRing({ folder }).rsa('one', 1024);
  expect(pemOf(createKeyRing({ folder }).rsa('one', 1024))).toBe(pemOf(made));
  expect(await readdir(folder)).toEqual(['one-1024.pem']);
  expect((await stat(join(folder, 'one-1024.pem'))).mode & 0o777).toBe(0o600);
});

it('makes a new key where a kept one is broken', async () => {
  const path = join(folder, 'one-1024.pem');
  await writeFile(path, 'no key');
  const made = createKeyRing({ folder }).rsa('one', 1024);
  expect(await readFile(path, 'utf8')).toBe(pemOf(made));
});

it('takes a key that it is given', () => {
  const given = String(pemOf(createKeyRing().rsa('any', 1024)));
  expect(pemOf(createKeyRing({ given: { one: given } }).rsa('one'))).toBe(given);
});

it('gives out its keys so that another ring can take them', () => {
  const ring = createKeyRing();
  const made = ring.rsa('one', 1024);
  expect(Object.keys(ring.pems())).toEqual(['one-1024']);
  expect(pemOf(createKeyRing({ given: ring.pems() }).rsa('one', 1024))).toBe(pemOf(made));
});

it('does without a folder that cannot be written', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const ring = createKeyRing({ folder: join(file, 'below') });
  expect(pemOf(ring.rsa('one', 1024))).toContain('PRIVATE KEY');
});
