// Bills are tables in text: a row of titles, rows in which every field has a backtick in front (so
// that spreadsheets leave long numbers alone), then titles and one row of totals.

const LINE_END = '\r\n';

export interface Column<Row> {
  readonly title: string;
  value(row: Row): string;
}

export function renderBill<Row, Total>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  totals: readonly Column<Total>[],
  total: Total,
): string {
  const titles = (list: readonly { readonly title: string }[]): string =>
    list.map(({ title }) => title).join(',');
  const lines = [
    titles(columns),
    ...rows.map((row) => line(columns, row)),
    titles(totals),
    line(totals, total),
  ];
  return lines.map((text) => text + LINE_END).join('');
}

const line = <Row>(columns: readonly Column<Row>[], row: Row): string =>
  columns.map((column) => `\`${column.value(row)}`).join(',');

/** What merchants wrote must not look like a border of the table. */
export const cell = (text: string): string => text.replaceAll(/[,`\r\n]/g, ' ');
