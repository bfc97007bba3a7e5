/** Where a command writes: the result on stdout, everything else on stderr. */
export interface Output {
  result(text: string): void;
  log(text: string): void;
}

export const processOutput: Output = {
  result: (text) => void process.stdout.write(text),
  log: (text) => void process.stderr.write(`${text}\n`),
};
