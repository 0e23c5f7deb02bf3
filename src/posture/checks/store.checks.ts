import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { GatewayConfig } from '../../config';
import { Clock } from '../../kernel';
import { Database, pendingMigrations, RedisConnection, REPORTS_AT_ONCE } from '../../storage';
import { Checks, failure, pass, warning, type Check, type Finding } from '../check';
import { skewFinding } from '../clock-skew';
import { folderFacts } from '../folder';

/** SQLite's number for `synchronous = full`: a commit is on the disk before it is told of. */
const FULL = 2;
const LITTLE_BYTES = 100_000_000;
const FEW_BYTES = 1_000_000_000;

/** What the stores say of themselves. */
@Injectable()
export class StoreChecks extends Checks {
  readonly all: readonly Check[] = [
    { id: 'schema', title: 'The database is up to date', look: () => this.#schema() },
    { id: 'database', title: 'What is committed stays', look: () => this.#durability() },
    { id: 'connections', title: 'PostgreSQL has room for all replicas', look: () => this.#connections() },
    { id: 'disk', title: 'DATA_DIR is a disk with room', look: () => this.#disk() },
    { id: 'redis', title: 'Limits are counted where they should be', look: () => this.#redis() },
    { id: 'store-clock', title: 'Clocks of the stores agree', look: () => this.#clocks() },
  ];

  constructor(
    private readonly config: GatewayConfig,
    private readonly database: Database,
    private readonly redis: RedisConnection,
    private readonly clock: Clock,
  ) {
    super();
  }

  async #schema(): Promise<Finding> {
    const pending = await pendingMigrations(this.database);
    if (pending.length === 0) return pass('No migration is left to do');
    return failure(
      `The database has not seen ${pending.join(', ')}`,
      'Start this release on it once: it migrates when it boots. Back it up before',
    );
  }

  #durability(): Promise<Finding> {
    return this.database.engine === 'sqlite' ? this.#sqlite() : this.#postgresql();
  }

  async #sqlite(): Promise<Finding> {
    const { journal, synchronous } = await this.database.attempt(async (db) => ({
      journal: (await sql<{ journal_mode: string }>`pragma journal_mode`.execute(db)).rows[0]?.journal_mode,
      synchronous: (await sql<{ synchronous: number }>`pragma synchronous`.execute(db)).rows[0]?.synchronous,
    }));
    if (journal === 'wal' && synchronous === FULL)
      return pass('SQLite writes each commit to the disk before it is told of');
    return failure(
      `SQLite runs with journal_mode ${String(journal)} and synchronous ${String(synchronous)}`,
      'Move DATA_DIR to a local disk: network folders do not carry SQLite',
    );
  }

  async #postgresql(): Promise<Finding> {
    const { rows } = await this.database.attempt((db) =>
      sql<{ name: string; setting: string }>`select name, setting from pg_settings
        where name in ('fsync', 'full_page_writes', 'synchronous_commit')`.execute(db),
    );
    const off = rows.filter(({ setting }) => setting === 'off').map(({ name }) => name);
    if (off.length > 0)
      return failure(
        `PostgreSQL runs with ${off.join(', ')} off: a crash can take the last commits`,
        'Turn it on in postgresql.conf and reload',
      );
    const { rows: sessions } = await this.database.attempt((db) =>
      sql<{ plain: boolean }>`select coalesce(not s.ssl, true) and a.client_addr is not null
          and not (a.client_addr <<= '127.0.0.0/8' or a.client_addr <<= '::1/128') as plain
        from pg_stat_activity a left join pg_stat_ssl s on s.pid = a.pid
        where a.pid = pg_backend_pid()`.execute(db),
    );
    if (sessions[0]?.plain === true)
      return warning(
        'The connection to PostgreSQL is not encrypted, and leaves this machine',
        'Add ?sslmode=verify-full to DATABASE_URL, or keep both on one private network',
      );
    return pass('PostgreSQL writes each commit to the disk before it is told of');
  }

  /** All pools, with room for somebody at the command line. */
  async #connections(): Promise<Finding> {
    if (this.database.engine === 'sqlite') return pass('SQLite needs no connections');
    const { replicas, storage } = this.config;
    const { rows } = await this.database.attempt((db) =>
      sql<{ room: number }>`select current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int as room`.execute(db),
    );
    const room = rows[0]?.room ?? 0;
    const each = storage.poolMax + REPORTS_AT_ONCE;
    const wanted = replicas * each;
    const sum = `${String(replicas)} x ${String(each)} connections of ${String(room)}`;
    if (wanted < room) return pass(`The replicas may open ${sum}`);
    return warning(
      `The replicas may want ${sum} (REPLICAS x DATABASE_POOL_MAX and ${String(REPORTS_AT_ONCE)} for reports): requests would be refused when all are taken`,
      'Lower DATABASE_POOL_MAX, raise max_connections, or put a pooler in between (docs/scaling.md)',
    );
  }

  async #disk(): Promise<Finding> {
    const { dataDir } = this.config.storage;
    const { isVolatile, freeBytes } = await folderFacts(dataDir);
    if (this.database.engine === 'sqlite' && isVolatile)
      return failure(
        'DATA_DIR is in memory, or in the layer of a container: a restart takes it all',
        'Mount a volume there',
      );
    if (freeBytes < LITTLE_BYTES) return failure('DATA_DIR is full', 'Make room, or mount a larger disk');
    if (freeBytes < FEW_BYTES)
      return warning('DATA_DIR has less than 1 GB left', 'Make room, or mount a larger disk');
    return pass(`DATA_DIR has ${String(Math.floor(freeBytes / 1e9))} GB left`);
  }

  #redis(): Finding {
    const { state } = this.redis;
    if (state === 'away')
      return failure(
        'Redis does not answer: each replica counts for itself, and signatures are refused',
        'See that Redis runs and that REDIS_URL is right',
      );
    return pass(state === 'up' ? 'Redis answers' : 'Limits are counted in this process, the only one');
  }

  async #clocks(): Promise<Finding> {
    const [database, redis] = await Promise.all([this.#databaseTime(), this.#redisTime()]);
    const skews = [
      ...(database === undefined ? [] : [{ of: 'PostgreSQL', ms: database }]),
      ...(redis === undefined ? [] : [{ of: 'Redis', ms: redis }]),
    ];
    return skewFinding(skews, 'The stores have no clock of their own');
  }

  /** Milliseconds that the server's clock is ahead; undefined where it is ours. */
  async #databaseTime(): Promise<number | undefined> {
    if (this.database.engine === 'sqlite') return undefined;
    return this.#ahead(async () => {
      const { rows } = await this.database.attempt((db) =>
        sql<{ now: string }>`select extract(epoch from clock_timestamp()) * 1000 as now`.execute(db),
      );
      return Number(rows[0]?.now);
    });
  }

  async #redisTime(): Promise<number | undefined> {
    if (this.redis.state !== 'up') return undefined;
    return this.#ahead(async () => {
      const [seconds, micros] = await this.redis.run((client) => client.time());
      return Number(seconds) * 1000 + Number(micros) / 1000;
    });
  }

  /** The other's clock against the middle of the time that it took to ask. */
  async #ahead(ask: () => Promise<number>): Promise<number> {
    const before = this.clock.now();
    const theirs = await ask();
    return theirs - (before + this.clock.now()) / 2;
  }
}
