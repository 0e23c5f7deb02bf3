import { useId, type ReactNode } from 'react';
import { ActionButton } from '../../../parts/action-button';
import { emptyDraft, isGroup, type Draft } from '../fields/draft';
import { pathText, type GroupField, type Member, type Path } from '../fields/field';
import { useFormHold } from './form-hold';
import { SchemaField } from './schema-field';

interface GroupInputProps {
  readonly field: GroupField;
  readonly draft: Draft;
  readonly path: Path;
  readonly required: boolean;
}

/** Named parts in a frame with their name; what may be left out is, until it is added. */
export function GroupInput({ field, draft, path, required }: GroupInputProps): ReactNode {
  const { faults, change } = useFormHold();
  const hint = useId();
  const fault = faults.get(pathText(path));
  if (!isGroup(draft)) {
    return (
      <div className="ask-optional">
        <ActionButton onPress={() => change(path, emptyDraft(field))} aria-describedby={hint}>
          Add: {field.title}
        </ActionButton>
        <span id={hint} className="hint">
          Optional. {field.description}
        </span>
        {fault !== undefined && <span className="field-error">{fault}</span>}
      </div>
    );
  }
  return (
    <fieldset className="ask-group" aria-describedby={hint}>
      <legend>{field.title}</legend>
      <p id={hint} className="hint">
        {field.description}
        {fault !== undefined && <span className="field-error"> {fault}</span>}
      </p>
      <Members members={field.members} draft={draft} path={path} />
      {!required && (
        <div>
          <ActionButton onPress={() => change(path, undefined)}>Leave out: {field.title}</ActionButton>
        </div>
      )}
    </fieldset>
  );
}

interface MembersProps {
  readonly members: readonly Member[];
  readonly draft: Draft;
  readonly path: Path;
}

/** Short inputs side by side, all others below each other, in the order of the schema. */
export function Members({ members, draft, path }: MembersProps): ReactNode {
  const parts = isGroup(draft) ? draft : {};
  const input = ({ name, field, required }: Member): ReactNode => (
    <SchemaField key={name} field={field} draft={parts[name]} path={[...path, name]} required={required} />
  );
  const short = members.filter(({ field }) => field.kind === 'scalar');
  const long = members.filter(({ field }) => field.kind !== 'scalar');
  return (
    <>
      {short.length > 0 && <div className="form-row">{short.map(input)}</div>}
      {long.map(input)}
    </>
  );
}
