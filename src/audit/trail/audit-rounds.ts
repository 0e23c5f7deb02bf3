import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { GatewayConfig } from '../../config';
import { RequestRecords, type RequestRecord } from '../../http';
import { Clock } from '../../kernel';
import { AuditTrail, BATCH } from './audit-trail';

const ROUND_MS = 1000;
const TOLD_MS = 60_000;

/** Keeps the trail going: listens to requests, writes every second, and at once what administrators have done. */
@Injectable()
export class AuditRounds implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #log = new Logger('Audit');
  #timer: NodeJS.Timeout | undefined;
  #stop: () => void = () => undefined;
  #toldAt = 0;
  #toldSeq = 0;

  constructor(
    private readonly trail: AuditTrail,
    private readonly records: RequestRecords,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.#stop = this.records.onRecord((record) => {
      if (this.trail.note(record) % BATCH === 0 || mayHaveActed(record)) void this.#write();
    });
    await this.#write();
    this.#timer = setInterval(() => {
      void this.#write();
      if (this.clock.now() - this.#toldAt >= TOLD_MS) this.#tell();
    }, ROUND_MS);
    this.#timer.unref();
  }

  /** After the last requests: what has come until now is written, and that nothing follows. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop();
    try {
      await this.trail.close();
    } catch (error) {
      this.#log.error({ err: error, ...this.trail.state }, 'The end of the audit trail is not written');
    }
    this.#tell();
  }

  async #write(): Promise<void> {
    // The trail tells of it itself, once.
    await this.trail.flush().catch(() => undefined);
  }

  /** The log is a witness that whoever owns the database cannot change. */
  #tell(): void {
    const { lastBatch } = this.trail;
    if (lastBatch === undefined || lastBatch.head.seq === this.#toldSeq) return;
    const { statement, kid, signature } = lastBatch.checkpoint;
    const said = [{ statement, kid, signature }, 'Audit checkpoint'] as const;
    // A person at a terminal is no witness.
    if (this.config.mode === 'development') this.#log.debug(...said);
    else this.#log.log(...said);
    this.#toldSeq = lastBatch.head.seq;
    this.#toldAt = this.clock.now();
  }
}

function mayHaveActed({ method, route = '' }: RequestRecord): boolean {
  return method !== 'GET' && (route.startsWith('/admin/') || route === '/api/tokens');
}
