/** Cells of text; the first column stands left, the others right. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const GAP = '  ';

/** For a terminal. */
export function asText({ head, rows }: Table): string {
  const lines = [head, ...rows];
  const widths = widthsOf(lines);
  return lines.map((cells) => `${aligned(cells, widths).join(GAP).trimEnd()}\n`).join('');
}

/** For a page, padded as prettier pads it. */
export function asMarkdown({ head, rows }: Table): string {
  const widths = widthsOf([head, ...rows]).map((width) => Math.max(width, 3));
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const lines = [aligned(head, widths), rule, ...rows.map((cells) => aligned(cells, widths))];
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function widthsOf(lines: readonly (readonly string[])[]): readonly number[] {
  return (lines[0] ?? []).map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
}

function aligned(cells: readonly string[], widths: readonly number[]): readonly string[] {
  return widths.map((width, column) => {
    const cell = cells[column] ?? '';
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  });
}
