import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { DIALECT_NAMES } from '../dialects/registry.ts';
import { defaultKeyFolder } from './key-folder.ts';
import { DEFAULT_PORT_BASE, portOf } from './options.ts';

/** What `paydrill mocks` would find on this machine. */
export interface MocksReport {
  /** The usual ports and who would have them. */
  readonly ports: readonly {
    readonly name: string;
    readonly port: number;
    readonly isFree: boolean;
  }[];
  readonly keys: { readonly folder: string; readonly kept: number };
}

export async function inspectMocks(): Promise<MocksReport> {
  const wanted = [
    { name: 'control', port: DEFAULT_PORT_BASE },
    ...DIALECT_NAMES.map((name) => ({ name, port: portOf(name, DEFAULT_PORT_BASE) })),
  ];
  const folder = defaultKeyFolder();
  return {
    ports: await Promise.all(
      wanted.map(async (each) => ({ ...each, isFree: await isFree(each.port) })),
    ),
    keys: { folder, kept: countKeys(folder) },
  };
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    server.close();
    return true;
  } catch {
    return false;
  }
}

function countKeys(folder: string): number {
  try {
    return readdirSync(folder).filter((file) => file.endsWith('.pem')).length;
  } catch {
    // It is made with the first key.
    return 0;
  }
}
