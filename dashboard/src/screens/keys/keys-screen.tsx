import '../../parts/lists.css';
import './keys.css';
import type { KeyWithSecrets } from '@sallyport/client';
import { Plus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useRoute } from 'wouter';
import { ActionButton } from '../../parts/action-button';
import { ScreenHead } from '../../parts/panel';
import { useSession } from '../../session/session';
import { CreateKeyDialog } from './key-dialogs';
import { KeyList } from './key-list';
import { KeyPage } from './key-page';
import { KeySecrets } from './key-secrets';

/** `/keys`, and below it the page of each key. */
export function KeysScreen(): ReactNode {
  const [, params] = useRoute<{ id: string }>('/keys/:id');
  return params === null ? <AllKeys /> : <KeyPage key={params.id} id={params.id} />;
}

function AllKeys(): ReactNode {
  const { may } = useSession();
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<KeyWithSecrets>();
  const create = may({ role: 'admin', writes: true }) ? () => setCreating(true) : undefined;
  return (
    <>
      <ScreenHead
        title="Keys"
        lead="What servers show to ask through this gateway, each with its own bounds."
        actions={
          create !== undefined && (
            <ActionButton kind="primary" onPress={create}>
              <Plus aria-hidden /> New key
            </ActionButton>
          )
        }
      />
      <KeyList create={create} />
      {creating && (
        <CreateKeyDialog
          close={() => setCreating(false)}
          done={(key) => {
            setCreating(false);
            setMade(key);
          }}
        />
      )}
      {made !== undefined && (
        <KeySecrets title={`${made.name} is made`} made={made} close={() => setMade(undefined)} />
      )}
    </>
  );
}
