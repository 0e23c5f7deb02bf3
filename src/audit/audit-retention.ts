import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock, HourlyRounds } from '../kernel';
import { Database, type AuditCheckpointRow } from '../storage';
import { signed, statementOf, type SealStatement } from './chain/checkpoint';
import { AuditKeyring } from './chain/keyring';
import { chainPages, sealOf } from './reading/chain-pages';
import { storedChains } from './trail/chain-snapshot';
import { ChainVerifier } from './verification/chain-verifier';
import { follow, trustedKeys } from './verification/store-verifier';

const FIRST_LOOK_MS = 90_000;
const DAY_MS = 86_400_000;
/** As many rows, or one batch, go at once, so that others who wait for the store do not wait long. */
const MOST_ROWS = 2000;
const MOST_CHECKPOINTS = 200;

/**
 * Removes, every hour, what is older than `AUDIT_RETENTION_DAYS`: up to a signed checkpoint, once it is verified, and
 * with a signed seal in its place that the chain goes on from. What does not verify stays, whoever wrote it.
 */
@Injectable()
export class AuditRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Audit');
  readonly #rounds = new HourlyRounds(
    () => this.look(),
    (error) => {
      this.#log.warn({ err: error }, 'Old rows of the audit trail could not be sealed; it is tried again');
    },
  );

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
    private readonly keyring: AuditKeyring,
  ) {}

  onApplicationBootstrap(): void {
    this.#rounds.begin(FIRST_LOOK_MS);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.#rounds.end();
  }

  /** One round: segment after segment, a transaction each, until none is old. @throws GatewayError `store_unavailable` */
  async look(): Promise<void> {
    const before = this.clock.now() - this.config.audit.retentionDays * DAY_MS;
    let rows = 0;
    for (const { writer } of await storedChains(this.database))
      for (let sealed = 1; sealed > 0 && !this.#rounds.isEnding; rows += sealed)
        sealed = await this.#seal(writer, before);
    if (rows > 0) this.#log.log({ rows }, 'Rows of the audit trail were sealed and removed after their time');
  }

  /** Seals the next segment of a writer; returns how many rows went. */
  async #seal(writer: string, before: number): Promise<number> {
    const seal = await sealOf(this.database, writer);
    const until = await this.#lastOld(writer, seal?.seq ?? 0, before);
    if (until === undefined) return 0;
    const chain = new ChainVerifier(writer, await trustedKeys(this.database, this.keyring));
    if (seal !== undefined) chain.startAfter(seal);
    for await (const page of chainPages(this.database, writer, seal?.seq ?? 0, until)) follow(chain, page);
    chain.end(until);
    if (chain.fault === undefined) return this.#replace(chain, seal);
    // Somebody else may have sealed it meanwhile.
    if ((await sealOf(this.database, writer))?.signature === seal?.signature)
      this.#log.error({ fault: chain.fault }, 'Old rows of the audit trail do not verify: they are kept');
    return 0;
  }

  /** The last row of a segment: under a checkpoint that was signed before then. */
  async #lastOld(writer: string, after: number, before: number): Promise<number | undefined> {
    const old = await this.database.attempt((db) =>
      db
        .selectFrom('audit_checkpoints')
        .select(['seq', 'at'])
        .where('writer', '=', writer)
        .where('seq', '>', after)
        .orderBy('seq')
        .limit(MOST_CHECKPOINTS)
        .execute(),
    );
    const end = old.findIndex(({ seq, at }, index) => at >= before || (index > 0 && seq - after > MOST_ROWS));
    return (end === -1 ? old : old.slice(0, end)).at(-1)?.seq;
  }

  async #replace(chain: ChainVerifier, former: AuditCheckpointRow | undefined): Promise<number> {
    const { writer, seq, hash } = chain.head;
    const lastAt = chain.lastAt ?? '';
    const sealed = former && (statementOf(former.statement) as SealStatement | undefined);
    const firstAt = sealed?.first_at ?? chain.firstAt ?? lastAt;
    const at = new Date(this.clock.now()).toISOString();
    const statement = {
      kind: 'seal',
      writer,
      from: 1,
      seq,
      hash,
      at,
      first_at: firstAt,
      last_at: lastAt,
    } as const;
    const seal = signed(statement, this.keyring.signing);
    try {
      await this.database.transaction(async (db) => {
        const { numDeletedRows } = await db
          .deleteFrom('audit_rows')
          .where('writer', '=', writer)
          .where('seq', '<=', seq)
          .executeTakeFirst();
        if (numDeletedRows !== BigInt(chain.rows)) throw new OthersWereFaster();
        await db
          .deleteFrom('audit_checkpoints')
          .where('writer', '=', writer)
          .where('seq', '<=', seq)
          .execute();
        await db.insertInto('audit_checkpoints').values(seal).execute();
      });
    } catch (error) {
      if ((error as Error).cause instanceof OthersWereFaster) return 0;
      throw error;
    }
    return chain.rows;
  }
}

/** Another replica has sealed the same rows. */
class OthersWereFaster extends Error {}
