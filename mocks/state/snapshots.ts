import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { didYouMean } from '../kernel/did-you-mean.ts';
import { stateError } from './errors.ts';
import type { StateKeeper } from './state-keeper.ts';

const ENDING = '.sqlite';

/** What a snapshot is, for those who choose one. */
interface Saved {
  readonly name: string;
  readonly bytes: number;
  readonly savedAt: number;
}

/** States saved by name: beside the state file, or in a folder of this process that goes with it. */
export class SnapshotFolder implements Disposable {
  readonly #keeper: StateKeeper;
  readonly #isOwn: boolean;
  #folder: string | null;

  /** @param statePath null: snapshots end with the process */
  constructor(keeper: StateKeeper, statePath: string | null) {
    this.#keeper = keeper;
    this.#isOwn = statePath === null;
    this.#folder = statePath === null ? null : `${statePath}.snapshots`;
  }

  list(): readonly Saved[] {
    return this.#names().map((name) => this.#describe(name));
  }

  save(name: string): Saved {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'paydrill-snapshots-'));
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    this.#keeper.saveTo(this.#pathOf(name));
    return this.#describe(name);
  }

  /** Throws STATE_SNAPSHOT_MISSING, or what `StateKeeper.loadFrom` throws. */
  load(name: string): void {
    this.#keeper.loadFrom(this.#find(name));
  }

  remove(name: string): void {
    rmSync(this.#find(name), { force: true });
  }

  [Symbol.dispose](): void {
    if (this.#isOwn && this.#folder !== null) {
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  #find(got: string): string {
    const names = this.#names();
    if (names.includes(got)) return this.#pathOf(got);
    throw stateError('STATE_SNAPSHOT_MISSING', {
      got,
      suggestion: didYouMean(got, names),
      known: names.join(', ') || 'nothing yet',
    });
  }

  #describe(name: string): Saved {
    const { size, mtimeMs } = statSync(this.#pathOf(name));
    return { name, bytes: size, savedAt: Math.round(mtimeMs) };
  }

  #names(): readonly string[] {
    if (this.#folder === null) return [];
    try {
      return readdirSync(this.#folder)
        .filter((file) => file.endsWith(ENDING))
        .map((file) => file.slice(0, -ENDING.length))
        .toSorted();
    } catch {
      // The folder is made by the first save.
      return [];
    }
  }

  #pathOf(name: string): string {
    return join(this.#folder ?? '', `${name}${ENDING}`);
  }
}
