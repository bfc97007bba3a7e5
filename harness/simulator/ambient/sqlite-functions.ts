import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { EventLoop } from '../clock/event-loop.ts';
import { drawBytes } from './random-bytes.ts';

const OF_TIME = ['date', 'time', 'datetime', 'julianday', 'unixepoch', 'strftime'] as const;
const OF_NOW = {
  current_timestamp: 'datetime',
  current_date: 'date',
  current_time: 'time',
} as const;

/** A database in which nothing was replaced. */
export class RealFunctions {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  ask(sql: string, args: readonly SQLInputValue[]): SQLInputValue {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known.get(...args)?.['value'] ?? null;
  }
}

/**
 * SQLite has a clock and chance of its own, for `datetime('now')`, `DEFAULT CURRENT_TIMESTAMP`, `random()`
 * and their like. These take their place; all that they do with a time is still SQLite's.
 */
export function defineFunctions(
  database: DatabaseSync,
  real: RealFunctions,
  loop: EventLoop,
): void {
  const now = (): string => new Date(loop.epochMs).toISOString().slice(0, -1);
  const ask = (name: string, args: readonly SQLInputValue[]): SQLInputValue =>
    real.ask(`SELECT ${name}(${args.map(() => '?').join(', ')}) AS value`, args);
  const atTime = (args: readonly SQLInputValue[]): readonly SQLInputValue[] => {
    const [time, ...modifiers] = args;
    if (time === undefined || isWord(time, 'now')) return [now(), ...modifiers];
    if (isWord(time, 'subsec') || isWord(time, 'subsecond')) return [now(), ...args];
    return args;
  };
  // As SQLite's own: one statement sees one moment, and an index may be of a time that is stored.
  const options = { deterministic: true, varargs: true, useBigIntArguments: true };
  for (const name of OF_TIME) {
    database.function(name, options, (...args: SQLInputValue[]) => {
      const [format, ...time] = args;
      if (name !== 'strftime' || format === undefined) return ask(name, atTime(args));
      return ask(name, [format, ...atTime(time)]);
    });
  }
  for (const [name, like] of Object.entries(OF_NOW)) {
    database.function(name, { deterministic: true }, () => ask(like, [now()]));
  }
  database.function(
    'timediff',
    { deterministic: true, useBigIntArguments: true },
    (one: SQLInputValue, other: SQLInputValue) =>
      ask('timediff', [...atTime([one]), ...atTime([other])]),
  );
  database.function('random', () => drawBytes(loop.current.cryptoChance, 8).readBigInt64LE());
  database.function('randomblob', (size: SQLInputValue) =>
    drawBytes(loop.current.cryptoChance, Math.max(1, Math.trunc(Number(size)) || 1)),
  );
}

const isWord = (value: SQLInputValue, word: string): boolean =>
  typeof value === 'string' && value.toLowerCase() === word;
