import { styleText } from 'node:util';

export interface Style {
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  soft(text: string): string;
  strong(text: string): string;
}

type Format = Parameters<typeof styleText>[0];

/** Colours only where the stream is a terminal and NO_COLOR is not set. */
export function createStyle(stream: { readonly isTTY?: boolean }): Style {
  const noColour = process.env['NO_COLOR'];
  const isPlain = stream.isTTY !== true || (noColour !== undefined && noColour !== '');
  const paint =
    (format: Format) =>
    (text: string): string =>
      isPlain ? text : styleText(format, text, { validateStream: false });
  return {
    good: paint('green'),
    bad: paint(['red', 'bold']),
    warn: paint('yellow'),
    soft: paint('dim'),
    strong: paint('bold'),
  };
}
