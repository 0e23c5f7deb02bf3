import { Injectable } from '@nestjs/common';
import { Clock, invalidField } from '../../kernel';
import type { Queries } from '../../storage';
import { requireAdminKeyOrUser } from '../last-admin';
import { Revocations } from '../revocations';
import { nextStamp } from '../tokens/stamp';
import type { ApiKey } from './api-key';

/** What the life of a key depends on besides the key: time, other administrators, and the word that it has changed. */
@Injectable()
export class KeyLife {
  constructor(
    private readonly clock: Clock,
    private readonly revocations: Revocations,
  ) {}

  now(): number {
    return this.clock.now();
  }

  announce(): void {
    this.revocations.announce();
  }

  requireAhead(expiresAt: number | undefined): void {
    if (expiresAt !== undefined && expiresAt <= this.now()) {
      throw invalidField('expires_at', 'future', 'must be in the future');
    }
  }

  /** What becomes of the old secrets, and of what was minted with them. */
  rotated(
    { hash, signingSecret, tokensValidFrom }: ApiKey,
    graceSeconds: number,
  ): Pick<ApiKey, 'previous' | 'tokensValidFrom'> {
    const until = this.now() + graceSeconds * 1000;
    return {
      previous: graceSeconds === 0 ? undefined : { hash, signingSecret, until },
      tokensValidFrom: nextStamp(this.now(), tokensValidFrom),
    };
  }

  readonly requireAdminLeft = async (
    before: ApiKey,
    after: ApiKey | undefined,
    db: Queries,
  ): Promise<void> => {
    const isAdmin = (key: ApiKey | undefined): boolean =>
      key?.role === 'admin' &&
      key.mode === 'full' &&
      key.revokedAt === undefined &&
      (key.expiresAt ?? Infinity) > this.now();
    if (isAdmin(before) && !isAdmin(after)) await requireAdminKeyOrUser(db, this.now());
  };
}
