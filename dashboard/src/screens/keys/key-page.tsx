import type { Key, KeyWithSecrets } from '@sallyport/client';
import { useQuery } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { ActionButton } from '../../parts/action-button';
import { Badge } from '../../parts/badge';
import { Facts } from '../../parts/facts';
import { when } from '../../parts/format';
import { Panel, ScreenHead } from '../../parts/panel';
import { Loaded } from '../../parts/states';
import { useSession } from '../../session/session';
import { DeleteKeyDialog, EditKeyDialog, RevokeKeyDialog, RotateKeyDialog } from './key-dialogs';
import { KeySecrets } from './key-secrets';
import { keyState, scopeWords } from './key-words';

/** One key: all that it may do, and what can be done to it. */
export function KeyPage({ id }: { readonly id: string }): ReactNode {
  const { client } = useSession();
  const query = useQuery({ queryKey: ['keys', 'one', id], queryFn: () => client.admin.keys.get(id) });
  const name = query.data?.name ?? 'Key';
  return (
    <>
      <Link href="/keys" className="back">
        <ArrowLeft aria-hidden /> All keys
      </Link>
      <ScreenHead
        title={name}
        lead={<code>{id}</code>}
        actions={query.data !== undefined && <KeyActs of={query.data} now={query.dataUpdatedAt} />}
      />
      <Loaded query={query} what="the key">
        {(key) => <KeyScope of={key} now={query.dataUpdatedAt} />}
      </Loaded>
    </>
  );
}

interface KeyProps {
  readonly of: Key;
  /** Epoch milliseconds. */
  readonly now: number;
}

function KeyScope({ of, now }: KeyProps): ReactNode {
  const { word, tone } = keyState(of, now);
  return (
    <Panel
      title="What it may do"
      actions={<Link href={`/audit?actor=${encodeURIComponent(`key:${of.id}`)}`}>What it did</Link>}
    >
      <Facts
        of={[
          [
            'State',
            <>
              <Badge tone={tone}>{word}</Badge> {of.revoked_at !== null && when(of.revoked_at)}
            </>,
          ],
          ['Created', when(of.created_at)],
          ...scopeWords(of),
        ]}
      />
    </Panel>
  );
}

type Open = 'edit' | 'rotate' | 'revoke' | 'delete';

function KeyActs({ of, now }: KeyProps): ReactNode {
  const { may } = useSession();
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<Open>();
  const [made, setMade] = useState<KeyWithSecrets>();
  const close = (): void => setOpen(undefined);
  const done = (key: KeyWithSecrets): void => {
    close();
    if (key.key !== undefined || key.signing_secret !== undefined) setMade(key);
  };
  if (!may({ role: 'admin', writes: true })) return null;
  const ended = keyState(of, now).word === 'revoked';
  return (
    <>
      {!ended && (
        <>
          <ActionButton onPress={() => setOpen('edit')}>Edit</ActionButton>
          <ActionButton onPress={() => setOpen('rotate')}>Rotate</ActionButton>
          <ActionButton kind="danger" onPress={() => setOpen('revoke')}>
            Revoke
          </ActionButton>
        </>
      )}
      <ActionButton kind="danger" onPress={() => setOpen('delete')}>
        Delete
      </ActionButton>
      {open === 'edit' && <EditKeyDialog of={of} close={close} done={done} />}
      {open === 'rotate' && <RotateKeyDialog of={of} close={close} done={done} />}
      {open === 'revoke' && <RevokeKeyDialog of={of} close={close} />}
      {open === 'delete' && (
        <DeleteKeyDialog of={of} close={close} done={() => navigate('/keys', { replace: true })} />
      )}
      {made !== undefined && (
        <KeySecrets title={`New secrets of ${made.name}`} made={made} close={() => setMade(undefined)} />
      )}
    </>
  );
}
