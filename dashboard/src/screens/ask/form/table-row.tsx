import { X } from 'lucide-react';
import { useId, type ClipboardEvent, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { isGroup, type Draft } from '../fields/draft';
import { pathText, type Path, type TableField } from '../fields/field';
import { useFormHold } from './form-hold';
import { inputModeOf, inputTypeOf, optionWords } from './scalar-words';

interface TableRowProps {
  readonly field: TableField;
  readonly row: Draft;
  readonly path: Path;
  readonly at: number;
  readonly remove: (at: number) => void;
  readonly paste: (event: ClipboardEvent, row: number, column: number) => void;
}

/** A row of inputs. Each says its column and its row to who hears it. */
export function TableRow({ field, row, path, at, remove, paste }: TableRowProps): ReactNode {
  const cells = isGroup(row) ? row : {};
  return (
    <tr>
      <th scope="row" data-label="Row">
        {at + 1}
      </th>
      {field.columns.map((column, place) => {
        const text = cells[column.name];
        return (
          <td key={column.name} data-label={column.field.title}>
            <Cell
              column={column}
              text={typeof text === 'string' ? text : ''}
              path={[...path, column.name]}
              label={`${column.field.title}, row ${String(at + 1)}`}
              paste={(event) => paste(event, at, place)}
            />
          </td>
        );
      })}
      <td>
        <Button
          className="icon-button"
          aria-label={`Remove row ${String(at + 1)}`}
          onPress={() => remove(at)}
        >
          <X aria-hidden />
        </Button>
      </td>
    </tr>
  );
}

interface CellProps {
  readonly column: TableField['columns'][number];
  readonly text: string;
  readonly path: Path;
  readonly label: string;
  readonly paste: (event: ClipboardEvent) => void;
}

function Cell({ column: { field, required }, text, path, label, paste }: CellProps): ReactNode {
  const { faults, change, sample } = useFormHold();
  const id = useId();
  const fault = faults.get(pathText(path));
  const scalar = field.kind === 'list' ? field.item : field;
  // A number of the example would look like one that was typed.
  const example = scalar.type === 'string' ? sample(path) : undefined;
  const shared = {
    name: pathText(path),
    value: text,
    'aria-label': label,
    'aria-required': required && field.kind === 'scalar',
    ...(fault !== undefined && { 'aria-invalid': true, 'aria-describedby': id, 'data-invalid': true }),
    onChange: ({ target }: { readonly target: { readonly value: string } }) => change(path, target.value),
    onPaste: paste,
  };
  return (
    <>
      {field.kind === 'scalar' && field.options !== undefined ? (
        <select className="ask-select" {...shared}>
          <option value="">–</option>
          {field.options.map((option) => (
            <option key={String(option)} value={String(option)}>
              {optionWords(option)}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...shared}
          type={inputTypeOf(scalar)}
          inputMode={field.kind === 'list' ? 'text' : inputModeOf(scalar)}
          placeholder={example ?? ''}
          autoComplete="off"
        />
      )}
      {fault !== undefined && (
        <span id={id} className="field-error">
          {fault}
        </span>
      )}
    </>
  );
}
