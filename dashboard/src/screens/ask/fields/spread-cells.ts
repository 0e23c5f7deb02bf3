import type { Draft } from './draft';
import type { TableField } from './field';
import { emptyRow, isGroup } from './draft';

type Cells = readonly (readonly string[])[];

/** Whether a copied text is more than one cell: only then it is spread over the table. */
export function isCells(text: string): boolean {
  return /[\t\n]/.test(text.replace(/[\r\n]+$/, ''));
}

/** The cells of a text that was copied from a spreadsheet (tabs), or of CSV with commas or semicolons (RFC 4180). */
export function cellsOf(text: string): Cells {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endCell = (): void => {
    row.push(cell.trim());
    cell = '';
  };
  const endRow = (): void => {
    endCell();
    if (row.some((one) => one !== '')) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charAt(at);
    if (quoted && sign === '"' && text.charAt(at + 1) === '"') {
      cell += '"';
      at += 1;
    } else if (sign === '"' && (quoted || cell.trim() === '')) quoted = !quoted;
    else if (quoted) cell += sign;
    else if (sign === separator) endCell();
    else if (sign === '\n') endRow();
    else if (sign !== '\r') cell += sign;
  }
  endRow();
  return rows;
}

function separatorOf(text: string): string {
  if (text.includes('\t')) return '\t';
  const [first = ''] = text.split('\n');
  return first.includes(';') && first.split(';').length >= first.split(',').length ? ';' : ',';
}

/**
 * The rows of a table after cells were put in from one cell on, with as many new rows as it takes. A first row that names
 * the columns says where each goes. What is right of the last column belongs to that, where it is a list.
 */
export function spreadCells(
  field: TableField,
  rows: readonly Draft[],
  cells: Cells,
  { row: fromRow, column: fromColumn }: { readonly row: number; readonly column: number },
): readonly Draft[] {
  const named = columnsNamed(field, cells[0] ?? []);
  const body = named === undefined ? cells : cells.slice(1);
  const result = [...rows];
  for (const [down, line] of body.entries()) {
    const at = fromRow + down;
    if (field.most !== undefined && at >= field.most) break;
    const before = result[at] ?? emptyRow(field);
    const changed: Record<string, Draft> = isGroup(before) ? { ...before } : {};
    line.forEach((text, across) => {
      const target = named === undefined ? fromColumn + across : (named[across] ?? -1);
      const last = field.columns.length - 1;
      const column = field.columns[Math.min(target, last)];
      if (column === undefined) return;
      if (target <= last) changed[column.name] = cellText(column.field, text);
      else if (column.field.kind === 'list' && text !== '') {
        const before = changed[column.name];
        const added = cellText(column.field, text);
        changed[column.name] = typeof before === 'string' && before !== '' ? `${before}, ${added}` : added;
      }
    });
    result[at] = changed;
  }
  return result;
}

function columnsNamed({ columns }: TableField, line: readonly string[]): readonly number[] | undefined {
  const found = line.map((text) => {
    const name = simple(text);
    return columns.findIndex((one) => simple(one.name) === name || simple(one.field.title) === name);
  });
  // One cell may be a step that is called as a column is.
  return found.filter((at) => at >= 0).length >= Math.min(2, line.length) && found.every((at) => at >= 0)
    ? found
    : undefined;
}

const simple = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

function cellText(field: TableField['columns'][number]['field'], text: string): string {
  const scalar = field.kind === 'list' ? field.item : field;
  if (scalar.type !== 'number' && scalar.type !== 'integer') return text;
  return field.kind === 'list' && /[,;]\s/.test(text) ? text : plainNumber(text);
}

/** `€1,250.50`, `1.250,50` and `1 250.50` as `1250.50`; what is no such number stays as it is. */
export function plainNumber(text: string): string {
  const bare = text.replace(/[\s\u00a0\u202f'$€£¥]/g, '');
  if (!/^[+-]?[\d.,]+$/.test(bare)) return text;
  const comma = bare.lastIndexOf(',');
  const point = bare.lastIndexOf('.');
  if (comma >= 0 && point >= 0) {
    const [decimal, thousands] = comma > point ? [',', '.'] : ['.', ','];
    return bare.replaceAll(thousands, '').replace(decimal, '.');
  }
  if (/^[+-]?\d{1,3}(,\d{3})+$/.test(bare)) return bare.replaceAll(',', '');
  return comma >= 0 && bare.indexOf(',') === comma ? bare.replace(',', '.') : bare;
}
