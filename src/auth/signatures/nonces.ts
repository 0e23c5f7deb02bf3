import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock, GatewayError } from '../../kernel';
import { RedisConnection } from '../../storage';
import { SIGNATURE_WINDOW_MS } from './request-signature';
import { SpentNonces } from './spent-nonces';

/**
 * Signed 300 s ahead, a request passes for twice the window. Two minutes more are for what lies between looking at the
 * time and spending the nonce, and for the clocks of replicas, which differ.
 */
const NONCE_LIFE_MS = 2 * SIGNATURE_WINDOW_MS + 120_000;

/** About 40 MB, and 340 signed requests a second; more take a Redis. */
const HELD_IN_PROCESS = 250_000;

const PREFIX = 'sallyport:nonce:';

/** The nonces of signatures, each good for one request: over all replicas with Redis, in this process without one. */
@Injectable()
export class Nonces {
  readonly #local: SpentNonces;

  constructor(
    private readonly redis: RedisConnection,
    clock: Clock,
  ) {
    this.#local = new SpentNonces(clock, NONCE_LIFE_MS, HELD_IN_PROCESS);
  }

  /**
   * Spends the nonce of a signature that has been verified. While Redis is away nothing is spent and nothing passes.
   * @throws GatewayError `signature_replayed`, `store_unavailable`, or `overloaded` where no room is left to remember it
   */
  async spend(keyId: string, nonce: string): Promise<void> {
    const name = createHash('sha256')
      .update(JSON.stringify([keyId, nonce]))
      .digest('base64url');
    const isFirst = this.redis.state === 'none' ? this.#spendHere(name) : await this.#spendInRedis(name);
    if (isFirst) return;
    throw new GatewayError(
      'signature_replayed',
      'The nonce of this signature has been used; sign each request, also each retry, with a nonce of its own',
    );
  }

  #spendHere(name: string): boolean {
    const isFirst = this.#local.spend(name);
    if (isFirst !== undefined) return isFirst;
    throw new GatewayError('overloaded', 'Too many signed requests at once; try again later', {
      extras: { retry_after: Math.max(1, Math.ceil(this.#local.roomInMs / 1000)) },
    });
  }

  async #spendInRedis(name: string): Promise<boolean> {
    try {
      const reply = await this.redis.run((redis) => redis.set(PREFIX + name, 1, 'PX', NONCE_LIFE_MS, 'NX'));
      return reply === 'OK';
    } catch (cause) {
      throw new GatewayError('store_unavailable', 'Replays cannot be told apart right now; try again', {
        cause,
        extras: { retry_after: 1 },
      });
    }
  }
}
