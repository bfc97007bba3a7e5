import { findBinaries } from '../../harness/live/binaries/index.ts';

/** Before the first test: a first build of k6 takes minutes, which no single test should pay for. */
export async function setup(): Promise<void> {
  const { k6, toxiproxy } = await findBinaries({
    onProgress: (line) => void process.stdout.write(`${line}\n`),
  });
  for (const { path, version } of [k6, toxiproxy]) process.stdout.write(`${path} ${version}\n`);
}
