import { Plus } from 'lucide-react';
import { useId, useRef, useState, type ClipboardEvent, type ReactNode } from 'react';
import { ActionButton } from '../../../parts/action-button';
import { emptyRow, type Draft } from '../fields/draft';
import { pathText, type Path, type TableField } from '../fields/field';
import { cellsOf, isCells, spreadCells } from '../fields/spread-cells';
import { useFormHold } from './form-hold';
import { boundsWords, inSentence } from './scalar-words';
import { TableRow } from './table-row';

interface TableInputProps {
  readonly field: TableField;
  readonly rows: readonly Draft[];
  readonly path: Path;
  readonly required: boolean;
}

/** Rows to type in, or to paste from a spreadsheet. */
export function TableInput({ field, rows, path, required }: TableInputProps): ReactNode {
  const { faults, change } = useFormHold();
  const id = useId();
  const frame = useRef<HTMLFieldSetElement>(null);
  const [told, setTold] = useState('');
  const fault = faults.get(pathText(path));
  const { columns, most } = field;

  const add = (): void => {
    change(path, [...rows, emptyRow(field)]);
    setTold(`Row ${String(rows.length + 1)} was added.`);
    requestAnimationFrame(() => {
      frame.current?.querySelector<HTMLElement>('tbody tr:last-child :is(input, select)')?.focus();
    });
  };
  const remove = (at: number): void => {
    change(
      path,
      rows.filter((_, other) => other !== at),
    );
    setTold(`Row ${String(at + 1)} was removed.`);
    // The button that had the focus is gone.
    frame.current?.focus();
  };
  const paste = (event: ClipboardEvent, row: number, column: number): void => {
    const text = event.clipboardData.getData('text/plain');
    if (!isCells(text)) return;
    event.preventDefault();
    const cells = cellsOf(text);
    const spread = spreadCells(field, rows, cells, { row, column });
    change(path, spread);
    setTold(`Pasted; there are ${String(spread.length)} rows now.`);
  };

  return (
    <fieldset ref={frame} className="ask-group" aria-describedby={`${id}-hint`} tabIndex={-1}>
      <legend>{field.title}</legend>
      <p id={`${id}-hint`} className="hint">
        {inSentence(field.description, !required && 'optional')}. Cells copied from a spreadsheet, or CSV, may
        be pasted into any cell.
      </p>
      {fault !== undefined && <p className="field-error">{fault}</p>}
      {rows.length > 0 && (
        <div className="rows-frame">
          <table className="rows ask-table">
            <caption className="unseen">{field.title}</caption>
            <thead>
              <tr>
                <th scope="col">Row</th>
                {columns.map((column) => (
                  <th key={column.name} scope="col">
                    {column.field.title}
                    {!column.required && <span className="hint"> (optional)</span>}
                  </th>
                ))}
                <th scope="col">
                  <span className="unseen">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, at) => (
                // What stands in a row is all in the draft: its place is its identity.
                <TableRow
                  key={at}
                  field={field}
                  row={row}
                  path={[...path, String(at)]}
                  at={at}
                  remove={remove}
                  paste={paste}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <div className="ask-table-foot">
        <ActionButton isDisabled={most !== undefined && rows.length >= most} onPress={add}>
          <Plus aria-hidden /> Add a row
        </ActionButton>
        <span className="fine" role="status">
          {told}
        </span>
      </div>
      <details className="ask-columns">
        <summary>What the columns are</summary>
        <dl>
          {columns.map(({ name, field: column, required: needed }) => (
            <div key={name}>
              <dt>{column.title}</dt>
              <dd>
                {inSentence(
                  column.description,
                  column.kind === 'list' ? 'several, separated by commas' : boundsWords(column),
                  !needed && 'optional',
                )}
              </dd>
            </div>
          ))}
        </dl>
      </details>
    </fieldset>
  );
}
