import { useEffect, useMemo, useRef, type ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { ActionButton } from '../../../parts/action-button';
import { Problem } from '../../../parts/states';
import { TextInput } from '../../../parts/text-input';
import { draftAt, draftOf } from '../fields/draft';
import { Members } from './group-input';
import { FormHoldContext, type FormHold } from './form-hold';
import { SchemaField } from './schema-field';
import type { ParametersState } from './use-parameters';

interface ParametersFormProps {
  readonly state: ParametersState;
  /** Why the gateway did not answer. */
  readonly error: unknown;
  readonly busy: boolean;
  readonly ask: (parameters: object) => void;
  /** Stands beside the button. */
  readonly note: ReactNode;
}

const WRONG =
  'input[aria-invalid="true"], select[aria-invalid="true"], textarea[aria-invalid="true"], [data-invalid] button';

/** The parameters of a query, as a form made from their schema or as JSON. */
export function ParametersForm({ state, error, busy, ask, note }: ParametersFormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const { field, draft, faults, json, example, refusals } = state;
  useEffect(() => {
    if (refusals > 0) form.current?.querySelector<HTMLElement>(WRONG)?.focus();
  }, [refusals]);

  const sampleDraft = useMemo(() => draftOf(field, example), [field, example]);
  const hold = useMemo<FormHold>(
    () => ({
      faults,
      change: state.change,
      sample: (path) => {
        // All rows are like the first one of the example.
        const found = draftAt(
          sampleDraft,
          path.map((name) => (/^\d+$/.test(name) ? '0' : name)),
        );
        return typeof found === 'string' && found !== '' ? found : undefined;
      },
    }),
    [faults, state.change, sampleDraft],
  );
  const whole = faults.get('');

  return (
    <Form
      ref={form}
      className="form"
      validationBehavior="aria"
      validationErrors={Object.fromEntries(faults)}
      onSubmit={(event) => {
        event.preventDefault();
        const parameters = busy ? undefined : state.submit();
        if (parameters !== undefined) ask(parameters);
      }}
    >
      <div className="actions">
        {example !== undefined && (
          <ActionButton onPress={state.fillExample}>Fill in the example</ActionButton>
        )}
        {json === undefined ? (
          <ActionButton onPress={state.toJson}>As JSON</ActionButton>
        ) : (
          <ActionButton onPress={state.toForm}>As a form</ActionButton>
        )}
      </div>
      {json === undefined ? (
        <FormHoldContext value={hold}>
          {field.kind === 'group' ? (
            <Members members={field.members} draft={draft} path={[]} />
          ) : (
            <SchemaField field={field} draft={draft} path={[]} required />
          )}
        </FormHoldContext>
      ) : (
        <div className="ask-json">
          <TextInput
            label="Parameters as JSON"
            name="json"
            rows={18}
            value={json}
            onChange={state.typeJson}
          />
        </div>
      )}
      {json === undefined && whole !== undefined && <p className="field-error">{whole}</p>}
      {error !== undefined && error !== null && <Problem error={error} doing="ask this" />}
      {(error === undefined || error === null) && faults.size > 0 && json === undefined && (
        <p role="alert" className="field-error">
          {faults.size === 1 ? 'One field needs' : `${String(faults.size)} fields need`} another look.
        </p>
      )}
      <div className="ask-submit">
        <ActionButton type="submit" kind="primary" busy={busy}>
          Ask
        </ActionButton>
        <span className="fine">{note}</span>
      </div>
    </Form>
  );
}
