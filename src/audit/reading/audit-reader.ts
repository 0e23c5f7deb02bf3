import { Injectable } from '@nestjs/common';
import type { ListAnswer } from '../../auth';
import { Clock, type Signal } from '../../kernel';
import { Database } from '../../storage';
import { AuditKeyring } from '../chain/keyring';
import type { PublicKey } from '../chain/signatures';
import { AuditTrail } from '../trail/audit-trail';
import type { BadRow } from '../verification/chain-verifier';
import { verifyStore } from '../verification/store-verifier';
import type { AuditExportQuery, AuditQuery } from './audit.dto';
import { exportPieces } from './audit-export';
import { auditPage, rangeOf, type AuditRowView } from './audit-list';
import { writerView, type WriterView } from './writer-view';

/** What `GET /admin/audit/verify` answers. */
export interface AuditVerdict {
  readonly valid: boolean;
  /** How many rows are there; those that are sealed are not. */
  readonly rows: number;
  readonly writers: readonly WriterView[];
  /** The first row that is not as it was written; null: there is none. */
  readonly first_bad: BadRow | null;
  /** What checks an export offline: the key that signs, and the one of SECRET_KEY_PREVIOUS. */
  readonly public_keys: readonly PublicKey[];
  /** ISO 8601, UTC. */
  readonly checked_at: string;
}

/** The trail as it is read. Each call raises `store_unavailable` when the database does not answer. */
@Injectable()
export class AuditReader {
  constructor(
    private readonly database: Database,
    private readonly trail: AuditTrail,
    private readonly keyring: AuditKeyring,
    private readonly clock: Clock,
  ) {}

  /** @throws GatewayError `validation_failed` */
  async page(query: AuditQuery): Promise<ListAnswer<AuditRowView>> {
    await this.trail.flush();
    return auditPage(this.database, query);
  }

  /** @param signal nobody waits for the answer any more */
  async verify(signal?: Signal): Promise<AuditVerdict> {
    await this.trail.flush();
    const now = this.clock.now();
    const { chains, firstBad } = await verifyStore(this.database, this.keyring, this.trail.head, signal);
    const writers = chains
      .map((verified) => writerView(verified, this.trail.writer, now))
      .sort((one, other) => ((one.first_at ?? '') < (other.first_at ?? '') ? -1 : 1));
    return {
      valid: firstBad === undefined,
      rows: writers.reduce((sum, { rows }) => sum + rows, 0),
      writers,
      first_bad: firstBad ?? null,
      public_keys: this.keyring.publicKeys.map(({ kid, public_key }) => ({ kid, public_key })),
      checked_at: new Date(now).toISOString(),
    };
  }

  /** A file of lines, piece by piece. @throws GatewayError `validation_failed` */
  async export(query: AuditExportQuery): Promise<AsyncGenerator<string, void, void>> {
    const range = rangeOf(query);
    await this.trail.flush();
    return exportPieces(this.database, this.keyring, range, this.clock.now());
  }
}
