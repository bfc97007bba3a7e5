// How every area of paydrill declares its errors: one table of codes, each with a message that
// carries the value got, a hint that says what to do, and the exit code the CLI ends with.

/** Exit codes of the CLI. They are a promise to scripts and CI. */
export const EXIT = {
  held: 0,
  failed: 1,
  usage: 2,
  rigError: 3,
  inconclusive: 4,
  aborted: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export interface ErrorRow {
  /** What happened, with `{placeholders}` for the values got. */
  readonly message: string;
  /** What to do about it; may use the same placeholders. */
  readonly hint: string;
  readonly exitCode: ExitCode;
}

export type ErrorTable = Readonly<Record<string, ErrorRow>>;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

type Details<Row extends ErrorRow> = Readonly<
  Record<Placeholders<Row['message']> | Placeholders<Row['hint']>, string | number>
>;

/** A broken set-up, a wrong use or a bug. A payment outcome is never one of these. */
export class PaydrillError extends Error {
  override readonly name = 'PaydrillError';
  readonly code: string;
  readonly hint: string;
  readonly exitCode: ExitCode;

  constructor(
    code: string,
    message: string,
    options: { readonly hint: string; readonly exitCode: ExitCode; readonly cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.exitCode = options.exitCode;
  }
}

/** Makes the errors of one table. Named, so that declarations can refer to it. */
export type ErrorFactory<Table extends ErrorTable> = <Code extends keyof Table & string>(
  code: Code,
  details: Details<Table[Code]>,
  options?: { readonly cause?: unknown },
) => PaydrillError;

/**
 * Turns a table into a factory whose details are checked against the row's placeholders.
 *
 * @example
 * const configError = defineErrors(CONFIG_ERRORS);
 * throw configError('CONFIG_UNKNOWN_SCENARIO', { got: 'x', nearest: 'y' });
 */
export function defineErrors<const Table extends ErrorTable>(table: Table): ErrorFactory<Table> {
  return (code, details, options = {}) => {
    const row: ErrorRow | undefined = table[code];
    if (row === undefined) throw new TypeError(`no such error code: ${code}`);
    return new PaydrillError(code, fill(row.message, details), {
      hint: fill(row.hint, details),
      exitCode: row.exitCode,
      ...options,
    });
  };
}

function fill(template: string, details: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(details[name] ?? whole));
}
