import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useSession } from '../../session/session';

/** As many as the gateway gives at once; owners beyond that are shown by their ids. */
const MOST = 200;

const OTHERS: Readonly<Record<string, string>> = { cli: 'the command line', bootstrap: 'the gateway itself' };

/** What people call owners such as `key:4fK2…`: by the keys and users that are there now. */
export function useOwnerNames(): (owner: string) => string {
  const { client } = useSession();
  const { data: names } = useQuery({
    queryKey: ['users', 'names'],
    queryFn: async () => {
      const asked = { sort: '-created_at', page_size: MOST } as const;
      const [keys, users] = await Promise.all([
        client.admin.keys.list(asked),
        client.admin.users.list(asked),
      ]);
      return new Map<string, string>([
        ...keys.data.map(({ id, name }) => [`key:${id}`, name] as const),
        ...users.data.map(({ id, username }) => [`user:${id}`, username] as const),
      ]);
    },
    staleTime: 60_000,
  });
  return useCallback(
    (owner) => {
      const [holder = owner, subject] = owner.split('/');
      const name = OTHERS[owner] ?? names?.get(holder) ?? holder;
      return subject === undefined ? name : `${name}, for ${subject}`;
    },
    [names],
  );
}
