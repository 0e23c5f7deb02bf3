import type { ReactNode } from 'react';
import { Button, type ButtonProps } from 'react-aria-components/Button';

interface ActionButtonProps extends Omit<ButtonProps, 'className' | 'children'> {
  /** `quiet`: beside something that matters more. */
  readonly kind?: 'primary' | 'danger' | 'plain' | 'quiet';
  /** At work: it stays where it is, and takes no second press. */
  readonly busy?: boolean;
  readonly children: ReactNode;
}

/** A button that does something. */
export function ActionButton({
  kind = 'plain',
  busy = false,
  children,
  ...props
}: ActionButtonProps): ReactNode {
  return (
    <Button {...props} className={`button ${kind}`} isPending={busy}>
      {children}
      {busy && <span className="spinner" aria-label="at work" role="img" />}
    </Button>
  );
}
