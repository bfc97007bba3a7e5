export const TARGET = 'target';
export const TARGET_PORT = 8080;
export const targetUrl = `http://127.0.0.1:${TARGET_PORT}`;

/** What runs as the process `target`. */
export interface TargetProgram {
  readonly environment: Readonly<Record<string, string>>;
  /** The address of a module that listens when it is imported; null: the reference service. */
  readonly module: string | null;
}
