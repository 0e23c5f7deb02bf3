import { useId, type ReactNode } from 'react';
import { CopyButton } from './copy-button';

interface SecretOnceProps {
  readonly label: string;
  readonly secret: string;
}

/** A secret that is shown this once, with a button that copies it. It stands in no storage and in no address. */
export function SecretOnce({ label, secret }: SecretOnceProps): ReactNode {
  const id = useId();
  return (
    <div className="secret">
      <span id={id} className="secret-label">
        {label}
      </span>
      <output aria-labelledby={id} className="secret-value" data-testid="secret">
        {secret}
      </output>
      <CopyButton what={label} text={secret} />
    </div>
  );
}
