import type { AuditRow } from '@sallyport/client';
import type { Tone } from '../../parts/badge';
import { count, when } from '../../parts/format';
import { humanName } from '../../parts/human-name';
import { ROUTE_WORDS } from './route-words';

/** A row as people read it. */
interface RowWords {
  readonly what: string;
  /** The same in the gateway's terms, or more of it. */
  readonly detail: string;
  readonly outcome: string;
  readonly tone: Tone;
}

const ACTS: Readonly<Record<string, string>> = {
  'key.created': 'Key created',
  'key.changed': 'Key changed',
  'key.rotated': 'Key rotated',
  'key.revoked': 'Key revoked',
  'key.deleted': 'Key deleted',
  'user.created': 'User created',
  'user.changed': 'User changed',
  'user.deleted': 'User deleted',
  'chain.deleted': 'Chain deleted',
  'browser_token.minted': 'Browser token minted',
};

const OUTCOMES: Readonly<Record<NonNullable<AuditRow['outcome']>, readonly [string, Tone]>> = {
  answered: ['answered', 'good'],
  degraded: ['degraded', 'warning'],
  refused: ['refused', 'bad'],
  client_left: ['client left', 'neutral'],
};

/** @param nameOf what people call an owner such as `key:4fK2…` */
export function wordsOf(row: AuditRow, nameOf: (owner: string) => string): RowWords {
  switch (row.kind) {
    case 'request':
      return requestWords(row);
    case 'act': {
      const action = row.action ?? '';
      const what = ACTS[action] ?? humanName(action.replace('.', ' '));
      return {
        what: `${what}: ${namedIn(row) ?? nameOf(row.target ?? '')}`,
        detail: action,
        outcome: 'done',
        tone: 'neutral',
      };
    }
    case 'opened':
      return own('A gateway started', `version ${row.version ?? ''}`);
    case 'closed':
      return own('A gateway ended in order', 'its chain is closed');
    case 'witness':
      return own('Sign of life', `${count(row.heads?.length ?? 0)} other chains seen`);
    case 'lost':
      return {
        what: `${count(row.count ?? 0)} requests are not on record`,
        detail: `since ${when(row.since)}`,
        outcome: 'gap',
        tone: 'bad',
      };
  }
}

function requestWords(row: AuditRow): RowWords {
  const asked = `${row.method ?? ''} ${row.route ?? 'no such route'}`;
  const [outcome, tone] = OUTCOMES[row.outcome ?? 'answered'];
  const alike = row.count === undefined ? '' : ` × ${count(row.count)}`;
  const code = row.code == null ? '' : ` · ${row.code}`;
  return { what: `${ROUTE_WORDS[asked] ?? asked}${alike}`, detail: `${asked}${code}`, outcome, tone };
}

function own(what: string, detail: string): RowWords {
  return { what, detail, outcome: 'trail', tone: 'neutral' };
}

/** What was done to something says its name, also where it is gone by now. */
function namedIn({ before, after }: AuditRow): string | undefined {
  for (const part of [after, before]) {
    if (typeof part !== 'object' || part === null) continue;
    const { name, username } = part as { readonly name?: unknown; readonly username?: unknown };
    const found = name ?? username;
    if (typeof found === 'string') return found;
  }
  return undefined;
}
