import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Choice } from '../../parts/choice';
import { BudgetFields } from '../../parts/form/budget-fields';
import type { Faults } from '../../parts/form/faults';
import { More } from '../../parts/form/more';
import { TextInput } from '../../parts/text-input';
import { grantable, MODE_WORDS, MODES, ROLE_WORDS } from '../../session/rights';
import { useSession } from '../../session/session';
import type { KeyDraft } from './key-draft';
import { MoreKeyFields } from './more-key-fields';

/** Of these the form shows the faults at once; the others are behind "More limits". */
const COMMON = ['name', 'role', 'mode', 'expires_at'];

interface KeyFieldsProps {
  readonly draft: KeyDraft;
  readonly onChange: (draft: KeyDraft) => void;
  readonly faults: Faults;
}

/** The fields of a key: the common ones, and behind a line the others. */
export function KeyFields({ draft, onChange, faults }: KeyFieldsProps): ReactNode {
  const { client, me } = useSession();
  const types = useQuery({ queryKey: ['query-types'], queryFn: () => client.queryTypes() });
  const set =
    <Name extends keyof KeyDraft>(name: Name) =>
    (value: KeyDraft[Name]): void => {
      onChange({ ...draft, [name]: value });
    };
  const bounded = Object.keys(faults).some((name) => !COMMON.includes(name) && !name.startsWith('budget'));
  return (
    <>
      <TextInput
        label="Name"
        name="name"
        hint="What it is for. Letters, digits, spaces and ._@:/-"
        isRequired
        autoFocus
        value={draft.name}
        onChange={set('name')}
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
          value={draft.mode}
          onChange={set('mode')}
          hint={MODE_WORDS[draft.mode]}
        />
      </div>
      <BudgetFields value={draft.budget} onChange={set('budget')} />
      <TextInput
        label="Ends on"
        name="expires_at"
        type="date"
        hint="At the beginning of that day, in UTC. Empty: never."
        value={draft.expires}
        onChange={set('expires')}
      />
      <More title="More limits" needed={bounded}>
        <MoreKeyFields
          draft={draft}
          set={set}
          queryTypes={types.data?.data.map(({ id, title }) => ({ id, title })) ?? []}
        />
      </More>
    </>
  );
}
