import '../../parts/lists.css';
import type { User } from '@sallyport/client';
import { UserPlus } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { ActionButton } from '../../parts/action-button';
import { ScreenHead } from '../../parts/panel';
import { useSession } from '../../session/session';
import { CreateUserDialog, DeleteUserDialog, EditUserDialog } from './user-dialogs';
import { UserList } from './user-list';

/** `/users`: everybody who can log in. */
export function UsersScreen(): ReactNode {
  const { may } = useSession();
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState<User>();
  const [deleting, setDeleting] = useState<User>();
  const writes = may({ role: 'admin', writes: true });
  return (
    <>
      <ScreenHead
        title="Users"
        lead="People who log in to this dashboard, or ask with their own token."
        actions={
          writes && (
            <ActionButton kind="primary" onPress={() => setCreating(true)}>
              <UserPlus aria-hidden /> New user
            </ActionButton>
          )
        }
      />
      <UserList edit={writes ? setEditing : undefined} remove={setDeleting} />
      {creating && <CreateUserDialog close={() => setCreating(false)} />}
      {editing !== undefined && <EditUserDialog of={editing} close={() => setEditing(undefined)} />}
      {deleting !== undefined && <DeleteUserDialog of={deleting} close={() => setDeleting(undefined)} />}
    </>
  );
}
