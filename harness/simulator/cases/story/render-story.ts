import { formatMoment } from '../../../../reports/index.ts';
import type { Story, StoryMoment } from './story.ts';

/** Wide enough for money and for `not charged (unavailable)`. */
const TEXT_WIDTH = 72;

/** For a terminal, and for the file of a case. */
export function renderStoryText(story: Story): string {
  const ledgerWidth = Math.max(6, ...story.lines.map(({ ledger }) => ledger.length));
  const rows = story.lines.map((line) => textRow(line, ledgerWidth));
  return `${[
    shorten(story.headline),
    ...story.setting.map((line) => `  ${line}`),
    '',
    `${' '.repeat(11)}${'what happened'.padEnd(TEXT_WIDTH)}  ${'ledger'.padEnd(ledgerWidth)}  told`,
    ...rows,
    ...(story.leftOut === 0 ? [] : [`(${story.leftOut} lesser events are left out)`]),
    '',
    ...story.ending,
  ].join('\n')}\n`;
}

function textRow(
  { t, actor, order, text, ledger, told }: StoryMoment,
  ledgerWidth: number,
): string {
  const what = `${order === '' ? '' : `${order} `}${actor}: ${text}`;
  const row = `${formatMoment(t).padStart(9)}  ${clip(what).padEnd(TEXT_WIDTH)}  ${ledger.padEnd(ledgerWidth)}  ${told}`;
  return row.trimEnd();
}

function clip(whole: string): string {
  const text = shorten(whole);
  return text.length <= TEXT_WIDTH ? text : `${text.slice(0, TEXT_WIDTH - 1)}…`;
}

/**
 * Ids and keys by their two ends: enough to tell one from another, and to find it in the events.
 * Names, which have no digits, stay whole.
 */
const shorten = (text: string): string =>
  text.replaceAll(/(?=[\w.:/-]*\d)[\w.:/-]{21,}/g, (id) => `${id.slice(0, 6)}…${id.slice(-10)}`);

/** For a pull request or a chat. */
export function renderStoryMarkdown(story: Story): string {
  return `${[
    `**${cell(shorten(story.headline))}**`,
    '',
    ...story.setting.map((line) => `- ${cell(line)}`),
    '',
    '| time | what happened | ledger | told |',
    '| ---: | --- | --- | --- |',
    ...story.lines.map(
      ({ t, actor, order, text, ledger, told }) =>
        `| ${formatMoment(t)} | ${order === '' ? '' : `${order} `}${actor}: ${cell(shorten(text))} | ${cell(ledger)} | ${cell(told)} |`,
    ),
    ...(story.leftOut === 0 ? [] : ['', `${story.leftOut} lesser events are left out.`]),
    '',
    ...story.ending.map((line) => `- ${cell(line)}`),
  ].join('\n')}\n`;
}

const cell = (text: string): string =>
  text
    .replaceAll('|', String.raw`\|`)
    .replaceAll('<', '&lt;')
    .replaceAll('\n', ' ');
