import { Injectable } from '@nestjs/common';
import { RedisConnection } from '../storage';

const CHANNEL = 'sallyport:revoked';

/**
 * The word that some credential is no longer what it was. It reaches every replica over Redis, and makes each forget
 * what it knows; what is known is forgotten after a second anyway, so that nothing rests on the word arriving.
 */
@Injectable()
export class Revocations {
  readonly #listeners: (() => void)[] = [];

  constructor(private readonly redis: RedisConnection) {
    redis.listen(CHANNEL, () => {
      this.#tell();
    });
  }

  onWord(listener: () => void): void {
    this.#listeners.push(listener);
  }

  announce(): void {
    this.#tell();
    if (this.redis.state === 'up') {
      this.redis.run((redis) => redis.publish(CHANNEL, '')).catch(() => undefined);
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
