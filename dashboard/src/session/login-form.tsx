import { useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { ActionButton } from '../parts/action-button';
import { Problem } from '../parts/states';
import { TextInput } from '../parts/text-input';
import type { Login } from './page-session';

export interface LoginFormProps {
  /** Who it was, where somebody logs in again. */
  readonly username: string | undefined;
  readonly submit: (login: Login) => Promise<void>;
}

/** Asks who is there. */
export function LoginForm({ username: known, submit }: LoginFormProps): ReactNode {
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
