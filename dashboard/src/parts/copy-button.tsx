import { Check, Copy } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ActionButton } from './action-button';

interface CopyButtonProps {
  /** What is copied, for who hears it. */
  readonly what: string;
  readonly text: string;
}

/** Copies a text, and says whether that worked. */
export function CopyButton({ what, text }: CopyButtonProps): ReactNode {
  const [copied, setCopied] = useState<'no' | 'yes' | 'refused'>('no');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied('yes');
    } catch {
      // Browsers keep the clipboard from pages that are not on https or localhost.
      setCopied('refused');
    }
  };
  return (
    <>
      <ActionButton
        onPress={() => void copy()}
        aria-label={`${copied === 'yes' ? 'Copied' : 'Copy'}: ${what}`}
      >
        {copied === 'yes' ? <Check aria-hidden /> : <Copy aria-hidden />}{' '}
        {copied === 'yes' ? 'Copied' : 'Copy'}
      </ActionButton>
      <span role="status" className="fine">
        {copied === 'yes' && 'It is in your clipboard.'}
        {copied === 'refused' && 'The browser does not let this page copy: mark the text and copy it.'}
      </span>
    </>
  );
}
