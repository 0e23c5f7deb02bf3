import type { Signal } from '../../kernel';
import type { Database } from '../../storage';
import type { Head } from '../chain/entry';
import type { AuditKeyring } from '../chain/keyring';
import { TrustedKeys, type Endorsement } from '../chain/signatures';
import { chainPages, sealOf, type Link } from '../reading/chain-pages';
import { storedChains, type StoredChain } from '../trail/chain-snapshot';
import { ChainVerifier, type BadRow, type Witnessed } from './chain-verifier';
import { contradicted } from './witnesses';

/** A chain that was looked at. */
export interface VerifiedChain {
  readonly chain: ChainVerifier;
  /** The row that it begins after: what is before is sealed. */
  readonly after: number;
  readonly seal: string | undefined;
}

export interface StoreVerdict {
  readonly chains: readonly VerifiedChain[];
  readonly firstBad: BadRow | undefined;
}

/** While rows are removed after their time, what was read of them does not fit together. */
const TRIES = 3;

/** Keys that are trusted: of the configured secrets, and what these vouch for. */
export async function trustedKeys(database: Database, keyring: AuditKeyring): Promise<TrustedKeys> {
  const keys = new TrustedKeys(keyring.publicKeys.map(({ public_key }) => public_key));
  return keys.believing(await formerKeys(database));
}

export function formerKeys(database: Database): Promise<readonly Endorsement[]> {
  return database.attempt((db) =>
    db.selectFrom('audit_keys').selectAll().orderBy('kid').orderBy('endorsed_by').execute(),
  );
}

/**
 * Verifies all that is in the store, page by page.
 * @param own where the chain of this process stands, which nobody but itself knows for certain
 * @throws GatewayError `store_unavailable`
 */
export async function verifyStore(
  database: Database,
  keyring: AuditKeyring,
  own: Head | undefined,
  signal?: Signal,
): Promise<StoreVerdict> {
  const keys = await trustedKeys(database, keyring);
  const chains: VerifiedChain[] = [];
  for (const stored of await storedChains(database)) {
    if (signal?.aborted === true) break;
    chains.push(await verifiedChain(database, keys, stored, signal));
  }
  const fault = chains.find(({ chain }) => chain.fault !== undefined)?.chain.fault;
  return { chains, firstBad: fault ?? (await contradiction(database, chains, own)) };
}

async function verifiedChain(
  database: Database,
  keys: TrustedKeys,
  { writer, lastRow, lastSigned }: StoredChain,
  signal: Signal | undefined,
): Promise<VerifiedChain> {
  for (let attempt = 1; ; attempt += 1) {
    const seal = await sealOf(database, writer);
    const chain = new ChainVerifier(writer, keys);
    if (seal !== undefined) chain.startAfter(seal);
    const after = chain.head.seq;
    const to = Math.max(lastRow ?? 0, lastSigned ?? 0);
    for await (const page of chainPages(database, writer, after, to)) {
      follow(chain, page);
      if (chain.fault !== undefined || signal?.aborted === true) break;
    }
    chain.end(to);
    const isStill = (await sealOf(database, writer))?.signature === seal?.signature;
    if (chain.fault === undefined || isStill || attempt === TRIES)
      return { chain, after, seal: seal?.statement };
  }
}

/** Takes links of a chain, as they stand in the store. */
export function follow(chain: ChainVerifier, links: readonly Link[]): void {
  for (const link of links) {
    if ('row' in link) {
      const { seq, record, hash } = link.row;
      chain.row({ seq, record, hash, columns: link.row });
    } else {
      const { writer, seq, kind, at, ...checkpoint } = link.checkpoint;
      chain.checkpoint(checkpoint, { writer, seq, kind, at });
    }
  }
}

function contradiction(
  database: Database,
  chains: readonly VerifiedChain[],
  own: Head | undefined,
): Promise<BadRow | undefined> {
  const known = new Map(chains.map((one) => [one.chain.writer, one]));
  const witnessed: Witnessed[] = chains.flatMap(({ chain }) => [...chain.witnessed]);
  if (own !== undefined && own.seq > 0) witnessed.unshift({ ...own, by: 'this process' });
  return contradicted(
    witnessed,
    (writer) => {
      const one = known.get(writer);
      return one && { first: one.after + 1, last: one.chain.head.seq };
    },
    (writer, seq) => hashAt(database, writer, seq),
  );
}

async function hashAt(database: Database, writer: string, seq: number): Promise<string | undefined> {
  const row = await database.attempt((db) =>
    db
      .selectFrom('audit_rows')
      .select('hash')
      .where('writer', '=', writer)
      .where('seq', '=', seq)
      .executeTakeFirst(),
  );
  return row?.hash;
}
