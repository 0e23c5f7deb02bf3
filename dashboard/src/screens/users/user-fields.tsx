import type { ReactNode } from 'react';
import { Choice } from '../../parts/choice';
import { BudgetFields } from '../../parts/form/budget-fields';
import { TextInput } from '../../parts/text-input';
import { grantable, MODE_WORDS, MODES, ROLE_WORDS } from '../../session/rights';
import { useSession } from '../../session/session';
import { PASSWORD_RULE, type UserDraft } from './user-draft';

interface UserFieldsProps {
  readonly draft: UserDraft;
  readonly onChange: (draft: UserDraft) => void;
  /** Somebody who is there already: the name stays, and so does the password unless another is typed. */
  readonly known?: boolean;
}

/** The fields of a user. */
export function UserFields({ draft, onChange, known = false }: UserFieldsProps): ReactNode {
  const { me } = useSession();
  const set =
    <Name extends keyof UserDraft>(name: Name) =>
    (value: UserDraft[Name]): void => {
      onChange({ ...draft, [name]: value });
    };
  return (
    <>
      {!known && (
        <TextInput
          label="User name"
          name="username"
          hint="Letters, digits and ._@+-; it begins with a letter or digit."
          isRequired
          autoFocus
          autoComplete="off"
          value={draft.username}
          onChange={set('username')}
        />
      )}
      <TextInput
        label={known ? 'New password' : 'Password'}
        name="password"
        type="password"
        autoComplete="new-password"
        hint={known ? `${PASSWORD_RULE} Empty: it stays.` : PASSWORD_RULE}
        isRequired={!known}
        value={draft.password}
        onChange={set('password')}
      />
      <div className="form-row">
        <Choice
          label="Role"
          name="role"
          options={grantable(me).map((role) => ({ value: role, label: role }))}
          hint={ROLE_WORDS[draft.role]}
          value={draft.role}
          onChange={set('role')}
        />
        <Choice
          label="Mode"
          name="mode"
          options={MODES}
          hint={MODE_WORDS[draft.mode]}
          value={draft.mode}
          onChange={set('mode')}
        />
      </div>
      <BudgetFields value={draft.budget} onChange={set('budget')} />
    </>
  );
}
