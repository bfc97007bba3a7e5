/** The words of a command that `replayCommandOf` wrote: undoes its quotes, and knows no others. */
export function splitCommand(command: string): readonly string[] {
  const words = command.match(/(?:[^\s'\\]|\\.|'[^']*')+/g) ?? [];
  return words.map((word) =>
    word.replaceAll(/'([^']*)'|\\(.)/g, (_, quoted?: string, escaped?: string) =>
      quoted === undefined ? (escaped ?? '') : quoted,
    ),
  );
}
