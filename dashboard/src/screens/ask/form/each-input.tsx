import { useRef, type ReactNode } from 'react';
import { ActionButton } from '../../../parts/action-button';
import { emptyDraft, type Draft } from '../fields/draft';
import { pathText, type EachField, type Path } from '../fields/field';
import { useFormHold } from './form-hold';
import { SchemaField } from './schema-field';

interface EachInputProps {
  readonly field: EachField;
  readonly items: readonly Draft[];
  readonly path: Path;
  readonly required: boolean;
}

/** Several of something, each with inputs of its own. */
export function EachInput({ field, items, path, required }: EachInputProps): ReactNode {
  const { faults, change } = useFormHold();
  const frame = useRef<HTMLFieldSetElement>(null);
  const fault = faults.get(pathText(path));
  const remove = (at: number): void => {
    change(
      path,
      items.filter((_, other) => other !== at),
    );
    // The button that had the focus is gone.
    frame.current?.focus();
  };
  return (
    <fieldset ref={frame} className="ask-group" tabIndex={-1}>
      <legend>{field.title}</legend>
      <p className="hint">
        {field.description}
        {!required && ' Optional.'}
        {fault !== undefined && <span className="field-error"> {fault}</span>}
      </p>
      {items.map((item, at) => (
        // What stands in an item is all in the draft: its place is its identity.
        <div key={at} className="ask-item">
          <SchemaField
            field={{ ...field.item, title: `${field.title}, no. ${String(at + 1)}` }}
            draft={item}
            path={[...path, String(at)]}
            required
          />
          <div>
            <ActionButton onPress={() => remove(at)}>Remove no. {at + 1}</ActionButton>
          </div>
        </div>
      ))}
      <div>
        <ActionButton
          isDisabled={field.most !== undefined && items.length >= field.most}
          onPress={() => change(path, [...items, emptyDraft(field.item)])}
        >
          Add another
        </ActionButton>
      </div>
    </fieldset>
  );
}
