import type { Cell, Column } from './columns';

const LINES_AT_ONCE = 500;

/** What spreadsheets take for a formula, full-width signs included: OWASP, "CSV Injection" (2026-11-21). */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/u;
const SPECIAL = /[",;\s]/u;

/** RFC 4180: a head of names and a line for each row, each with CRLF. Others have their turn in between. */
export async function csvOf(
  columns: readonly Column[],
  rows: readonly Readonly<Record<string, Cell>>[],
): Promise<string> {
  let text = lineOf(columns.map(({ name }) => name));
  for (let from = 0; from < rows.length; from += LINES_AT_ONCE) {
    for (const row of rows.slice(from, from + LINES_AT_ONCE))
      text += lineOf(columns.map(({ name, show }) => show(row[name] ?? null)));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return text;
}

function lineOf(values: readonly Cell[]): string {
  return `${values.map(cellOf).join(',')}\r\n`;
}

/** A text that a spreadsheet would calculate gets an apostrophe, which makes it a text there too. */
function cellOf(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
