import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { ActionButton } from '../action-button';
import { Problem } from '../states';
import { faultsOf, NotSent, placed, unmended, type Faults } from './faults';
import { useMended } from './use-mended';

interface SubmitFormProps {
  /** On the button that sends it. */
  readonly action: string;
  /** What did not work, after "could not". */
  readonly doing: string;
  /** Throws NotSent where a field cannot be sent as it is. */
  readonly send: () => Promise<unknown>;
  readonly cancel?: () => void;
  /** The fields, each by the name that the gateway gives it. */
  readonly children: (faults: Faults) => ReactNode;
}

const WRONG = 'input[aria-invalid="true"], textarea[aria-invalid="true"], [data-invalid] button';

/** A form that stays as it is while it is sent and where it is refused; each fault stands at its field. */
export function SubmitForm({ action, doing, send, cancel, children }: SubmitFormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ readonly error: unknown; readonly faults: Faults }>();
  const mended = useMended(form);

  useEffect(() => {
    if (refusal !== undefined) form.current?.querySelector<HTMLElement>(WRONG)?.focus();
  }, [refusal]);

  const submit = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      await send();
    } catch (error) {
      const has = (name: string): boolean => form.current?.elements.namedItem(name) != null;
      setRefusal({ error, faults: placed(faultsOf(error), has) });
    } finally {
      setBusy(false);
    }
  };

  // React Aria takes another object for another answer.
  const faults = useMemo(() => unmended(refusal?.faults ?? NONE, mended), [refusal, mended]);
  return (
    <Form
      ref={form}
      className="form"
      validationBehavior="aria"
      validationErrors={faults}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {children(faults)}
      {refusal !== undefined && !(refusal.error instanceof NotSent) && (
        <Problem error={refusal.error} doing={doing} />
      )}
      <div className="dialog-actions">
        {cancel !== undefined && <ActionButton onPress={cancel}>Cancel</ActionButton>}
        <ActionButton type="submit" kind="primary" busy={busy}>
          {action}
        </ActionButton>
      </div>
    </Form>
  );
}

const NONE: Faults = {};
