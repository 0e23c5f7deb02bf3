import type { Key, KeyWithSecrets } from '@sallyport/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Choice } from '../../parts/choice';
import { Confirm } from '../../parts/confirm';
import { DialogBox } from '../../parts/dialog-box';
import { SubmitForm } from '../../parts/form/submit-form';
import { useSession } from '../../session/session';
import { bodyOf, changesIn, draftOf, NEW_KEY } from './key-draft';
import { KeyFields } from './key-fields';

interface MakesSecrets {
  readonly close: () => void;
  /** With what is shown once. */
  readonly done: (made: KeyWithSecrets) => void;
}

/** Whatever is done to keys, their lists are asked for anew. */
function useKeyAct<Given, Made>(act: (given: Given) => Promise<Made>): (given: Given) => Promise<Made> {
  const queries = useQueryClient();
  const { mutateAsync } = useMutation({
    mutationFn: act,
    // A secret that is there does not wait for a list.
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['keys'] }),
  });
  return mutateAsync;
}

/** Makes a key. */
export function CreateKeyDialog({ close, done }: MakesSecrets): ReactNode {
  const { client } = useSession();
  const [draft, setDraft] = useState(NEW_KEY);
  const create = useKeyAct(() => client.admin.keys.create(bodyOf(draft)));
  return (
    <DialogBox title="New key" close={close} typed>
      <SubmitForm
        action="Create the key"
        doing="create the key"
        send={async () => done(await create(undefined))}
        cancel={close}
      >
        {(faults) => <KeyFields draft={draft} onChange={setDraft} faults={faults} />}
      </SubmitForm>
    </DialogBox>
  );
}

/** Changes what a key may do. */
export function EditKeyDialog({ of, close, done }: MakesSecrets & { readonly of: Key }): ReactNode {
  const { client } = useSession();
  const [draft, setDraft] = useState(() => draftOf(of));
  const change = useKeyAct(() => client.admin.keys.update(of.id, changesIn(draft, of)));
  return (
    <DialogBox title={`Edit ${of.name}`} close={close} typed>
      <SubmitForm
        action="Save"
        doing="change the key"
        send={async () => done(await change(undefined))}
        cancel={close}
      >
        {(faults) => <KeyFields draft={draft} onChange={setDraft} faults={faults} />}
      </SubmitForm>
    </DialogBox>
  );
}

const GRACES = [
  { value: '0', label: 'At once' },
  { value: '300', label: 'In 5 minutes' },
  { value: '3600', label: 'In an hour' },
  { value: '86400', label: 'In a day' },
  { value: '604800', label: 'In a week' },
] as const;

/** Gives a key another secret. */
export function RotateKeyDialog({ of, close, done }: MakesSecrets & { readonly of: Key }): ReactNode {
  const { client } = useSession();
  const [grace, setGrace] = useState<(typeof GRACES)[number]['value']>('3600');
  const rotate = useKeyAct(() => client.admin.keys.rotate(of.id, { grace_seconds: Number(grace) }));
  return (
    <DialogBox title={`Rotate ${of.name}`} close={close}>
      <p>
        The key gets another secret under the same id, which is shown once. Its limits, its budget and what it
        has spent stay.
      </p>
      <SubmitForm
        action="Rotate the key"
        doing="rotate the key"
        send={async () => done(await rotate(undefined))}
        cancel={close}
      >
        {() => (
          <Choice
            label="The old secret ends"
            name="grace_seconds"
            options={GRACES}
            value={grace}
            onChange={setGrace}
            hint="Until then both work, so that servers can be changed one by one."
          />
        )}
      </SubmitForm>
    </DialogBox>
  );
}

interface EndKeyProps {
  readonly of: Key;
  readonly close: () => void;
}

/** Ends a key, whose history stays. */
export function RevokeKeyDialog({ of, close }: EndKeyProps): ReactNode {
  const { client } = useSession();
  const revoke = useKeyAct(() => client.admin.keys.revoke(of.id));
  return (
    <Confirm
      title={`Revoke ${of.name}?`}
      action="Revoke the key"
      doing="revoke the key"
      run={() => revoke(undefined)}
      close={close}
    >
      <p>
        Whoever uses <code>{of.id}</code> is refused from now on, and so are the browser tokens that it
        minted. This cannot be undone. It stays in this list, with its history.
      </p>
    </Confirm>
  );
}

/** Ends a key and forgets its name. */
export function DeleteKeyDialog({ of, close, done }: EndKeyProps & { readonly done: () => void }): ReactNode {
  const { client } = useSession();
  const queries = useQueryClient();
  return (
    <Confirm
      title={`Delete ${of.name}?`}
      action="Delete the key"
      doing="delete the key"
      run={async () => {
        await client.admin.keys.delete(of.id);
        // Its own page would ask for it anew.
        queries.removeQueries({ queryKey: ['keys', 'one', of.id] });
        done();
        await queries.invalidateQueries({ queryKey: ['keys'] });
      }}
      close={close}
    >
      <p>
        Whoever uses <code>{of.id}</code> is refused from now on, and the gateway forgets what it was called.
        What it spent stays in the ledger under its id. This cannot be undone.
      </p>
    </Confirm>
  );
}
