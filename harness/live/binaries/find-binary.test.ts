import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askVersion } from './ask-version.ts';
import { findBinaries, findBinary, type BinaryOptions } from './find-binary.ts';
import { inspectBinaries } from './inspect-binaries.ts';
import { cachedPath, cacheDirectory } from './locations.ts';
import {
  K6_SAYS,
  says,
  serveReleases,
  TOXIPROXY_SAYS,
  type ReleaseServer,
} from './release-server.fixture.ts';
import { TOOLS } from './tools.ts';

let directory: string;
let environment: Record<string, string>;
let releases: ReleaseServer;
let progress: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'binaries-test-'));
  releases = await serveReleases(join(directory));
  progress = [];
  await mkdir(join(directory, 'bin'));
  // Scripts on this PATH are all that can be found: /bin has no k6, no Toxiproxy and no Go.
  environment = {
    PATH: `${join(directory, 'bin')}:/bin`,
    PAYDRILL_CACHE: join(directory, 'cache'),
    PAYDRILL_RELEASES: 'http://127.0.0.1:9/',
  };
});
afterEach(async () => {
  await releases[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

const options = (more: Partial<BinaryOptions> = {}): BinaryOptions => ({
  environment,
  onProgress: (line) => progress.push(line),
  ...more,
});
const put = async (name: string, script: string): Promise<string> => {
  const path = join(directory, 'bin', name);
  await writeFile(path, script, { mode: 0o755 });
  return path;
};
const putInCache = async (script: string): Promise<void> => {
  await mkdir(cacheDirectory(environment), { recursive: true });
  await writeFile(cachedPath(TOOLS.k6, environment), script, { mode: 0o755 });
};
const messageOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

/** Running: what is ended and not yet collected by its parent is not. */
const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

describe('what the user names', () => {
  test('comes before all else, the flag before the environment', async () => {
    await put('k6', says(K6_SAYS));
    const old = await put('old-k6', says('k6 v1.8.1 (commit/abc, go1.25, linux/amd64)'));
    const older = await put('older-k6', says('k6 v1.0.0 (go1.24, linux/amd64)'));
    environment['PAYDRILL_K6'] = older;
    const flag = { tool: 'k6', origin: 'flag', path: old, version: '1.8.1' };
    expect(await findBinary('k6', options({ chosen: { k6: old } }))).toEqual(flag);
    const variable = { tool: 'k6', origin: 'environment', path: older, version: '1.0.0' };
    expect(await findBinary('k6', options())).toEqual(variable);
  });

  test.each([
    ['another version', says('k6 v0.57.0 (go1.23)'), 'version 0.57.0 is not 1.x or 2.x'],
    ['a later one', says('k6 v3.0.0 (go1.30)'), 'version 3.0.0 is not 1.x or 2.x'],
    ['something else', says('hello'), 'it tells no version: hello'],
    ['something broken', '#!/bin/sh\necho no luck >&2\nexit 1\n', 'no luck'],
    ['something that says nothing', '#!/bin/sh\nexit 3\n', 'it ended with exit code 3.'],
  ])('is an error when it is %s', async (_what, script, reason) => {
    await put('k6', says(K6_SAYS));
    const path = await put('mine', script);
    await expect(findBinary('k6', options({ chosen: { k6: path } }))).rejects.toMatchObject({
      code: 'LIVE_BINARY_UNUSABLE',
      exitCode: 3,
      message: expect.stringContaining(`${path} (--k6) cannot be used: ${reason}`),
    });
  });

  test('is an error when it is not there', async () => {
    environment['PAYDRILL_TOXIPROXY'] = join(directory, 'nowhere');
    expect(await messageOf(findBinary('toxiproxy', options()))).toMatch(
      /nowhere \(PAYDRILL_TOXIPROXY\) cannot be used: there is no such file\./,
    );
  });

  test('is an error when it may not be executed', async () => {
    const path = join(directory, 'k6');
    await writeFile(path, 'hello');
    const found = findBinary('k6', options({ chosen: { k6: path } }));
    expect(await messageOf(found)).toContain('it is no file that may be executed.');
  });

  test('is given up when it hangs, and ended with all that it started', async () => {
    const pidFile = join(directory, 'pid');
    const path = await put('k6', `#!/bin/sh\nsleep 600 &\necho $! > ${pidFile}\nwait\n`);
    const answer = await askVersion(TOOLS.k6, path, 500);
    expect(answer).toMatchObject({ reason: 'it has not said its version after 500 ms' });
    const child = Number(await readFile(pidFile, 'utf8'));
    await expect.poll(() => isThere(child)).toBe(false);
  });

  test('is refused when it is a Toxiproxy that does not know its version', async () => {
    const path = await put('toxi', says('toxiproxy-server version git'));
    const found = findBinary('toxiproxy', options({ chosen: { toxiproxy: path } }));
    expect(await messageOf(found)).toContain('it tells no version');
  });
});

describe('the PATH', () => {
  test('gives what is supported there', async () => {
    const k6 = await put('k6', says('k6 v1.2.3 (go1.24)'));
    const toxiproxy = await put('toxiproxy-server', says('toxiproxy-server version 2.6.0'));
    expect(await findBinaries(options())).toEqual({
      k6: { tool: 'k6', origin: 'path', path: k6, version: '1.2.3' },
      toxiproxy: { tool: 'toxiproxy', origin: 'path', path: toxiproxy, version: '2.6.0' },
    });
  });

  test('is passed by when it has another version', async () => {
    await put('k6', says('k6 v0.57.0 (go1.23)'));
    await putInCache(says(K6_SAYS));
    expect((await findBinary('k6', options())).origin).toBe('cache');
  });
});

describe('the download', () => {
  beforeEach(() => {
    environment['PAYDRILL_RELEASES'] = releases.url;
  });
  const cached = () => readdir(cacheDirectory(environment)).catch(() => []);

  test('fills the cache, which then needs no network', async () => {
    const { k6, toxiproxy } = await findBinaries(options());
    expect([k6.origin, k6.version]).toEqual(['download', '2.2.0']);
    expect([toxiproxy.origin, toxiproxy.version]).toEqual(['download', '2.12.0']);
    expect(progress.filter((line) => line.includes(': downloading http://'))).toHaveLength(2);

    const asked = releases.requests.length;
    const again = await findBinaries(options());
    expect([again.k6.origin, again.toxiproxy.origin]).toEqual(['cache', 'cache']);
    expect(again.k6.path).toBe(k6.path);
    expect(releases.requests).toHaveLength(asked);
    expect(await cached()).toHaveLength(2);
  });

  test('keeps nothing whose checksum is wrong', async () => {
    releases.tamper = (path, content, response) => {
      if (path.endsWith('.txt')) return false;
      response.end(Buffer.concat([content, Buffer.from('#')]));
      return true;
    };
    const message = await messageOf(findBinary('toxiproxy', options()));
    expect(message).toMatch(
      /download.*its checksum is [0-9a-f]{64}, the release says [0-9a-f]{64}/,
    );
    expect(await cached()).toEqual([]);
  });

  test('keeps nothing of a file that was cut', async () => {
    releases.tamper = (path, content, response) => {
      if (path.endsWith('.txt')) return false;
      response.writeHead(200, { 'content-length': content.length });
      response.write(content.subarray(0, 20), () => response.destroy());
      return true;
    };
    const message = await messageOf(findBinary('k6', options()));
    expect(message).toMatch(/download of the pinned release: http:.*k6-v2\.2\.0/);
    expect(await cached()).toEqual([]);
  });

  test('refuses a file that the release does not vouch for', async () => {
    releases.tamper = (path, _content, response) => {
      if (!path.endsWith('.txt')) return false;
      response.end('not a list\n');
      return true;
    };
    const message = await messageOf(findBinary('toxiproxy', options()));
    expect(message).toContain('checksums.txt does not list toxiproxy-server-');
  });

  test('gives up soon on a network that does not answer', async () => {
    releases.tamper = () => true;
    const limits = { answerMs: 50, idleMs: 50 };
    const message = await messageOf(findBinary('k6', options({ fetchLimits: limits })));
    expect(message).toContain('no answer within 50 ms');
  });

  test('gives up on a file that stops coming', async () => {
    releases.tamper = (path, content, response) => {
      if (path.endsWith('.txt')) return false;
      response.write(content.subarray(0, 10));
      return true;
    };
    const limits = { answerMs: 5_000, idleMs: 50 };
    const message = await messageOf(findBinary('k6', options({ fetchLimits: limits })));
    expect(message).toContain('nothing more within 50 ms');
  });

  test('ends when it is aborted', async () => {
    releases.tamper = () => true;
    const reason = new Error('interrupted');
    const found = findBinary('k6', options({ signal: AbortSignal.abort(reason) }));
    await expect(found).rejects.toBe(reason);
  });

  test('can be done by several runs at once', async () => {
    const found = await Promise.all(Array.from({ length: 6 }, () => findBinary('k6', options())));
    for (const { path, version } of found) {
      expect(version).toBe('2.2.0');
      expect(await readFile(path, 'utf8')).toBe(says(K6_SAYS));
    }
    expect(await cached()).toHaveLength(1);
  });

  test('replaces a cached file that does not answer any more', async () => {
    await putInCache('');
    expect((await findBinary('k6', options())).origin).toBe('download');
    expect((await findBinary('k6', options())).origin).toBe('cache');
  });
});

describe('the build with Go', () => {
  // Notes how it was called and writes what the -o argument names.
  const go = (output: string): string =>
    `#!/bin/sh\npwd > "${directory}/called"\necho "$GOFLAGS" >> "${directory}/called"\n` +
    `echo "$@" >> "${directory}/called"\nprintf "#!/bin/sh\\necho '${output}'" > "$3"\n`;

  test('compiles the pinned module into the cache, with the version stamped', async () => {
    await put('go', go(TOXIPROXY_SAYS));
    const found = await findBinary('toxiproxy', options());
    expect(found).toMatchObject({ origin: 'build', version: '2.12.0' });
    const [where, flags, call] = (await readFile(join(directory, 'called'), 'utf8')).split('\n');
    expect(where).toMatch(/tools\/binaries$/);
    expect(flags).toContain('-mod=readonly -trimpath');
    expect(call).toContain('-X github.com/Shopify/toxiproxy/v2.Version=2.12.0');
    expect(call).toContain('github.com/Shopify/toxiproxy/v2/cmd/server');
    expect(progress.join()).toMatch(/building with Go.*built in \d+ s/);
    expect((await findBinary('toxiproxy', options())).origin).toBe('cache');
  });

  test('keeps nothing that tells another version', async () => {
    await put('go', go('toxiproxy-server version git'));
    expect(await messageOf(findBinary('toxiproxy', options()))).toContain(
      'build with Go: what was made: it tells no version',
    );
    expect(await readdir(cacheDirectory(environment))).toEqual([]);
  });
});

describe('when there is no way', () => {
  test('one error names each way and why it failed', async () => {
    await put('k6', says('k6 v0.57.0 (go1.23)'));
    await put('go', '#!/bin/sh\necho "missing go.sum entry" >&2\nexit 1\n');
    const found = findBinary('k6', options());
    await expect(found).rejects.toMatchObject({ code: 'LIVE_BINARY_MISSING', exitCode: 3 });
    const lines = (await messageOf(found)).split('\n');
    expect(lines.slice(1)).toEqual([
      '  - --k6 or PAYDRILL_K6: not given',
      expect.stringMatching(/^ {2}- PATH: .*bin\/k6: version 0\.57\.0 is not 1\.x or 2\.x$/),
      expect.stringMatching(/^ {2}- cache: .*k6-2\.2\.0-/),
      expect.stringMatching(/^ {2}- download of the pinned release: http:\/\/127\.0\.0\.1:9\//),
      '  - build with Go: go build failed: missing go.sum entry',
    ]);
  });

  test('a cache that cannot be written is named', async () => {
    environment['PAYDRILL_RELEASES'] = releases.url;
    environment['PAYDRILL_CACHE'] = join(await put('file', ''), 'below');
    expect(await messageOf(findBinary('k6', options()))).toMatch(/download.*ENOTDIR/);
  });
});

describe('the doctor', () => {
  test('tells every way without trying the costly ones', async () => {
    await put('k6', says('k6 v0.57.0 (go1.23)'));
    await put('go', '#!/bin/sh\nexit 1\n');
    environment['PAYDRILL_RELEASES'] = releases.url;
    const [k6] = await inspectBinaries({ environment });
    expect(k6?.ways.map(({ origin, state }) => `${origin} ${state}`)).toEqual([
      'environment absent',
      'path unusable',
      'cache absent',
      'download possible',
      'build possible',
    ]);
    expect(k6?.taken?.origin).toBe('download');
    expect(k6?.advice).toContain('the first run will download it');
    expect(releases.requests).toEqual([]);
  });

  test('is content with what is there', async () => {
    await put('toxiproxy-server', says(TOXIPROXY_SAYS));
    const [, toxiproxy] = await inspectBinaries({ environment });
    expect(toxiproxy?.taken).toMatchObject({ origin: 'path', version: '2.12.0' });
    expect(toxiproxy?.advice).toBe('Nothing to do.');
  });

  test('blames a wrong flag, though the PATH has one', async () => {
    await put('k6', says(K6_SAYS));
    const [k6] = await inspectBinaries({ environment, chosen: { k6: '/nowhere/k6' } });
    expect(k6?.taken).toBeNull();
    expect(k6?.advice).toContain('Correct --k6');
  });
});
