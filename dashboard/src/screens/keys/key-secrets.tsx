import type { KeyWithSecrets } from '@sallyport/client';
import { useEffect, type ReactNode } from 'react';
import { ActionButton } from '../../parts/action-button';
import { CopyButton } from '../../parts/copy-button';
import { DialogBox } from '../../parts/dialog-box';
import { SecretOnce } from '../../parts/secret-once';
import { firstTry } from './first-try';

interface KeySecretsProps {
  readonly title: string;
  readonly made: KeyWithSecrets;
  readonly close: () => void;
}

/** The secrets of a key, this once. Only the button that says so closes it. */
export function KeySecrets({ title, made, close }: KeySecretsProps): ReactNode {
  const { key, signing_secret: signingSecret } = made;
  useEffect(() => {
    const hold = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', hold);
    return () => removeEventListener('beforeunload', hold);
  }, []);
  return (
    <DialogBox title={title} close={close} stays>
      <p>
        Store it now, as you would a password: the gateway keeps only a hash, and nobody can show it again.
      </p>
      {key !== undefined && <SecretOnce label="Key" secret={key} />}
      {signingSecret !== undefined && <SecretOnce label="Signing secret" secret={signingSecret} />}
      {key !== undefined && <FirstTry made={made} secret={key} />}
      <div className="dialog-actions">
        <ActionButton kind="primary" onPress={close}>
          I have stored it
        </ActionButton>
      </div>
    </DialogBox>
  );
}

function FirstTry({ made, secret }: { readonly made: KeyWithSecrets; readonly secret: string }): ReactNode {
  const { command, but } = firstTry(made, secret, location.origin);
  return (
    <section className="first-try" aria-label="A first request">
      <h3>A first request</h3>
      {but !== undefined && <p className="fine">{but}</p>}
      <pre className="secret-value">{command}</pre>
      <CopyButton what="the first request" text={command} />
    </section>
  );
}
