import type { Migration } from 'kysely';
import { keysAndLedger } from './0001-keys-and-ledger';
import { identity } from './0002-identity';
import { nativeApi } from './0003-native-api';
import { money } from './0004-money';
import { chainsAndErrors } from './0005-chains-and-errors';
import { audit } from './0006-audit';
import { traffic } from './0007-traffic';
import { leanIndexes } from './0008-lean-indexes';

/** The schema's history, oldest first. A migration that has shipped never changes. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-keys-and-ledger': keysAndLedger,
  '0002-identity': identity,
  '0003-native-api': nativeApi,
  '0004-money': money,
  '0005-chains-and-errors': chainsAndErrors,
  '0006-audit': audit,
  '0007-traffic': traffic,
  '0008-lean-indexes': leanIndexes,
};
