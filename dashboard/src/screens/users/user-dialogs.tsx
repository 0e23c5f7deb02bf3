import type { User } from '@sallyport/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Confirm } from '../../parts/confirm';
import { DialogBox } from '../../parts/dialog-box';
import { SubmitForm } from '../../parts/form/submit-form';
import { useSession } from '../../session/session';
import { bodyOf, changesIn, draftOf, NEW_USER } from './user-draft';
import { UserFields } from './user-fields';

interface DialogProps {
  readonly close: () => void;
}

/** Whatever is done to users, their list is asked for anew. */
function useUserAct(act: () => Promise<unknown>): () => Promise<unknown> {
  const queries = useQueryClient();
  const { mutateAsync } = useMutation({
    mutationFn: act,
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['users'] }),
  });
  return () => mutateAsync();
}

/** Makes somebody who can log in. */
export function CreateUserDialog({ close }: DialogProps): ReactNode {
  const { client } = useSession();
  const [draft, setDraft] = useState(NEW_USER);
  const create = useUserAct(() => client.admin.users.create(bodyOf(draft)));
  return (
    <DialogBox title="New user" close={close} typed>
      <SubmitForm
        action="Create the user"
        doing="create the user"
        send={async () => {
          await create();
          close();
        }}
        cancel={close}
      >
        {() => <UserFields draft={draft} onChange={setDraft} />}
      </SubmitForm>
    </DialogBox>
  );
}

/** Changes what a user may do, or the password. */
export function EditUserDialog({ of, close }: DialogProps & { readonly of: User }): ReactNode {
  const { client, me } = useSession();
  const [draft, setDraft] = useState(() => draftOf(of));
  const change = useUserAct(() => client.admin.users.update(of.id, changesIn(draft, of)));
  return (
    <DialogBox title={`Edit ${of.username}`} close={close} typed>
      <p className="fine">
        Another password, role or mode ends all log-ins of{' '}
        {me.user === of.username ? 'yours, this one too' : 'this user'}.
      </p>
      <SubmitForm
        action="Save"
        doing="change the user"
        send={async () => {
          await change();
          close();
        }}
        cancel={close}
      >
        {() => <UserFields draft={draft} onChange={setDraft} known />}
      </SubmitForm>
    </DialogBox>
  );
}

/** Ends a user. */
export function DeleteUserDialog({ of, close }: DialogProps & { readonly of: User }): ReactNode {
  const { client } = useSession();
  const remove = useUserAct(() => client.admin.users.delete(of.id));
  return (
    <Confirm
      title={`Delete ${of.username}?`}
      action="Delete the user"
      doing={`delete ${of.username}`}
      run={remove}
      close={close}
    >
      <p>
        All log-ins of this user end now, and the gateway forgets the name. What was spent stays in the ledger
        under <code>{of.id}</code>. This cannot be undone.
      </p>
    </Confirm>
  );
}
