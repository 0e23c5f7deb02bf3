import { useState, type ReactNode } from 'react';
import { ActionButton } from './action-button';
import { DialogBox } from './dialog-box';
import { Problem } from './states';

interface ConfirmProps {
  readonly title: string;
  /** What will happen, and whether it can be undone. */
  readonly children: ReactNode;
  /** On the button that does it, such as "Revoke the key". */
  readonly action: string;
  /** What did not work, after "could not". */
  readonly doing: string;
  readonly run: () => Promise<unknown>;
  readonly close: () => void;
}

/** Asks before something that cannot be undone. It stays open, with the reason, where the gateway refuses. */
export function Confirm({ title, children, action, doing, run, close }: ConfirmProps): ReactNode {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const confirm = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await run();
      close();
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return (
    <DialogBox title={title} close={close} role="alertdialog">
      {children}
      {error !== undefined && <Problem error={error} doing={doing} />}
      <div className="dialog-actions">
        <ActionButton onPress={close} autoFocus>
          Cancel
        </ActionButton>
        <ActionButton kind="danger" busy={busy} onPress={() => void confirm()}>
          {action}
        </ActionButton>
      </div>
    </DialogBox>
  );
}
