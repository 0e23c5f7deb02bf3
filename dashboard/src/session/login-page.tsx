import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { ActionButton } from '../parts/action-button';
import { DialogBox } from '../parts/dialog-box';
import { Problem } from '../parts/states';
import { TextInput } from '../parts/text-input';
import type { Login } from './page-session';
import { Mark } from '../shell/mark';

interface LoginProps {
  /** Over the page of somebody whose session came to its end. */
  readonly expired: boolean;
  readonly username: string | undefined;
  readonly submit: (login: Login) => Promise<void>;
}

/** Asks who is there: on a page of its own, or over the work of somebody whose session has ended. */
export function LoginPage(props: LoginProps): ReactNode {
  if (props.expired) {
    return (
      <DialogBox title="Log in again" stays close={() => undefined}>
        <p>Your session has ended. What you were doing is still here, and waits for you.</p>
        <LoginForm {...props} />
      </DialogBox>
    );
  }
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

function LoginForm({ username: known, submit }: LoginProps): ReactNode {
  const [username, setUsername] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const logIn = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      await submit({ username, password });
    } catch (refusal) {
      setError(refusal);
      setBusy(false);
    }
  };
  return (
    <Form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void logIn();
      }}
    >
      <TextInput
        label="User name"
        name="username"
        autoComplete="username"
        isRequired
        autoFocus={known === undefined}
        value={username}
        onChange={setUsername}
      />
      <TextInput
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        isRequired
        autoFocus={known !== undefined}
        value={password}
        onChange={setPassword}
      />
      {error !== undefined && <Problem error={error} doing="log in" />}
      <ActionButton type="submit" kind="primary" busy={busy}>
        Log in
      </ActionButton>
    </Form>
  );
}
