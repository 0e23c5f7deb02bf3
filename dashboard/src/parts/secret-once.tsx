import { Check, Copy } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { ActionButton } from './action-button';

interface SecretOnceProps {
  readonly label: string;
  readonly secret: string;
}

/** A secret that is shown this once, with a button that copies it. It stands in no storage and in no address. */
export function SecretOnce({ label, secret }: SecretOnceProps): ReactNode {
  const id = useId();
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(secret);
      setCopied('yes');
    } catch {
      // Browsers keep the clipboard from pages that are not on https or localhost.
      setCopied('refused');
    }
  };
  return (
    <div className="secret">
      <span id={id} className="secret-label">
        {label}
      </span>
      <output aria-labelledby={id} className="secret-value" data-testid="secret">
        {secret}
      </output>
      <ActionButton onPress={() => void copy()} aria-label={`Copy: ${label}`}>
        {copied === 'yes' ? <Check aria-hidden /> : <Copy aria-hidden />}{' '}
        {copied === 'yes' ? 'Copied' : 'Copy'}
      </ActionButton>
      <span role="status" className="fine">
        {copied === 'yes' && 'It is in your clipboard.'}
        {copied === 'refused' && 'The browser does not let this page copy: mark the text and copy it.'}
      </span>
    </div>
  );
}
