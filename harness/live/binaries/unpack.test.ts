import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checksumOf } from './download.ts';
import { TOOLS } from './tools.ts';
import { unpack } from './unpack.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'unpack-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

test('takes the program out of a zip', async () => {
  const archive = join(directory, 'k6.zip');
  const files = { 'k6-v2.2.0-macos-arm64/k6': strToU8('program'), LICENSE: strToU8('AGPL') };
  await writeFile(archive, zipSync(files));
  expect(await readFile(await unpack(archive, 'k6'), 'utf8')).toBe('program');
});

test('says so when the program is not in it', async () => {
  const archive = join(directory, 'empty.zip');
  await writeFile(archive, zipSync({ LICENSE: strToU8('AGPL') }));
  await expect(unpack(archive, 'k6')).rejects.toThrow('there is no k6 in empty.zip');
});

test('reads checksum lines of both kinds', () => {
  const sum = 'AB'.repeat(32);
  expect(checksumOf(`${sum}  k6.zip\n${sum} *other.zip\n`, 'other.zip')).toBe(sum.toLowerCase());
  expect(checksumOf(`${sum}  k6.zip.sig`, 'k6.zip')).toBeNull();
});

test('knows what the releases are called on each machine', () => {
  const machines = [
    { platform: 'linux', architecture: 'x64' },
    { platform: 'darwin', architecture: 'arm64' },
    { platform: 'win32', architecture: 'x64' },
    { platform: 'linux', architecture: 's390x' },
    { platform: 'aix', architecture: 'x64' },
  ] as const;
  expect(machines.map((machine) => TOOLS.k6.release.asset(machine))).toEqual([
    'k6-v2.2.0-linux-amd64.tar.gz',
    'k6-v2.2.0-macos-arm64.zip',
    'k6-v2.2.0-windows-amd64.zip',
    null,
    null,
  ]);
  expect(machines.map((machine) => TOOLS.toxiproxy.release.asset(machine))).toEqual([
    'toxiproxy-server-linux-amd64',
    'toxiproxy-server-darwin-arm64',
    'toxiproxy-server-windows-amd64.exe',
    null,
    null,
  ]);
});
