import { AuditKeyring, AuditTrail } from '../../../src/audit';
import { ChainStore } from '../../../src/audit/trail/chain-store';
import type { RequestRecord } from '../../../src/http';
import { Clock } from '../../../src/kernel';
import { SecretKeys } from '../../../src/secrets';
import type { Database } from '../../../src/storage';

const AT_ONCE = 500;

/** The trail of a process that has answered so many requests, written and signed by what writes it. */
export async function writeTrail(database: Database, secret: string, records: number): Promise<void> {
  const keyring = new AuditKeyring(SecretKeys.of(secret));
  const trail = new AuditTrail(new ChainStore(database, keyring), database, new Clock());
  for (let from = 0; from < records; from += AT_ONCE) {
    for (let number = from; number < Math.min(from + AT_ONCE, records); number += 1)
      trail.note(recordOf(number));
    await trail.flush();
  }
  await trail.close();
}

function recordOf(number: number): RequestRecord {
  const at = Date.now();
  return {
    requestId: `req_${String(number)}`,
    principal: undefined,
    clientAddress: `192.0.2.${String(number % 250)}`,
    traceparent: undefined,
    method: 'POST',
    route: '/v1/messages',
    status: 200,
    outcome: 'answered',
    failure: undefined,
    isFeed: false,
    calls: [],
    startedAt: at - 1200,
    endedAt: at,
  };
}
