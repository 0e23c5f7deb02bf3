import { useQuery } from '@tanstack/react-query';
import type { QueryType } from '@sallyport/client';
import { humanName } from '../../parts/human-name';
import { useSession } from '../../session/session';

/** The query types that there are; none while they are on their way, or where they cannot be had. */
export function useQueryTypes(): readonly QueryType[] {
  const { client } = useSession();
  const types = useQuery({ queryKey: ['query-types'], queryFn: () => client.queryTypes() });
  return types.data?.data ?? [];
}

/** What a chain or a step is, for people. A type that is not there any more has its own name still. */
export function typeTitle(type: string, types: readonly QueryType[]): string {
  if (type === 'query') return 'Free question';
  return types.find(({ id }) => id === type)?.title ?? humanName(type);
}
