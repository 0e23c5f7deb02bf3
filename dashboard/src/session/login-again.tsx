import type { ReactNode } from 'react';
import { DialogBox } from '../parts/dialog-box';
import { LoginForm, type LoginFormProps } from './login-form';

/** Asks for a login over the work of somebody whose session has ended. */
export function LoginAgain(props: LoginFormProps): ReactNode {
  return (
    <DialogBox title="Log in again" stays close={() => undefined}>
      <p>Your session has ended. What you were doing is still here, and waits for you.</p>
      <LoginForm {...props} />
    </DialogBox>
  );
}
