import type { ReactNode } from 'react';
import { Mark } from '../shell/mark';
import { LoginForm, type LoginFormProps } from './login-form';

/** The page of somebody who has not logged in. */
export function LoginPage(props: LoginFormProps): ReactNode {
  return (
    <main className="login">
      <div className="login-card">
        <h1>
          <Mark /> Sallyport
        </h1>
        <p className="lead">
          Log in to the gateway at <strong>{location.host}</strong>
        </p>
        <LoginForm {...props} />
      </div>
    </main>
  );
}
