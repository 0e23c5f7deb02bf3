import type { LedgerRow } from '../../src/storage';
import type { TestGateway } from './gateway';

/** The ledger rows of a gateway's store, those of one request where an id is given. */
export function ledgerOf(
  { database }: Pick<TestGateway, 'database'>,
  requestId?: string,
): Promise<readonly LedgerRow[]> {
  return database.attempt((db) => {
    const rows = db.selectFrom('ledger').selectAll();
    return (requestId === undefined ? rows : rows.where('request_id', '=', requestId)).execute();
  });
}
