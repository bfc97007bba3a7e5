// For tests: a release of k6 and Toxiproxy, served from loopback, with programs that are scripts.

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { create } from 'tar';
import { THIS_MACHINE } from './locations.ts';
import { TOOLS, type ToolName } from './tools.ts';

export const says = (text: string): string => `#!/bin/sh\necho "${text}"\n`;
/** k6 calls itself by the name of its file. */
export const K6_SAYS = '$(basename "$0") v2.2.0 (go1.26.8, linux/amd64)';
export const TOXIPROXY_SAYS = 'toxiproxy-server version 2.12.0';

export interface ReleaseServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: string[];
  /** What is sent for a file, instead of what the checksum file vouches for. */
  tamper: (asset: string, content: Buffer, response: ServerResponse) => boolean;
}

export async function serveReleases(directory: string): Promise<ReleaseServer> {
  const files = new Map<string, Buffer>();
  await addRelease(files, 'k6', await packK6(directory));
  await addRelease(files, 'toxiproxy', Buffer.from(says(TOXIPROXY_SAYS)));
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const content = files.get(path);
    if (content === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (releases.tamper(path, content, response)) return;
    response.end(content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const releases: ReleaseServer = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    requests,
    tamper: () => false,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return releases;
}

async function addRelease(
  files: Map<string, Buffer>,
  name: ToolName,
  content: Buffer,
): Promise<void> {
  const { release } = TOOLS[name];
  const asset = release.asset(THIS_MACHINE) ?? '';
  const sum = createHash('sha256').update(content).digest('hex');
  files.set(`/${release.directory}/${asset}`, content);
  const checksums = `${'0'.repeat(64)}  other-file\n${sum}  ${asset}\n`;
  files.set(`/${release.directory}/${release.checksums}`, Buffer.from(checksums));
}

/** As k6 is released: in a folder beside nothing else. */
async function packK6(directory: string): Promise<Buffer> {
  const folder = 'k6-v2.2.0-linux-amd64';
  await mkdir(join(directory, folder), { recursive: true });
  await writeFile(join(directory, folder, 'k6'), says(K6_SAYS), { mode: 0o755 });
  const archive = join(directory, 'k6.tar.gz');
  await create({ file: archive, cwd: directory, gzip: true }, [folder]);
  return readFile(archive);
}
