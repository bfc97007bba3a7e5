// k6 has a console, its types do not.
declare const console: { log(line: string): void };
