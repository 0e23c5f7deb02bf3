import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/bcrypt';
import { bulkhead, BulkheadRejectedError } from 'cockatiel';
import { GatewayError } from '../../kernel';

/** 2^10 rounds: some 50 ms of one core. */
const COST = 10;
/** Threads that may hash at once: on two cores, the smallest machine, the other stays for everybody else. */
const AT_ONCE = 1;
const WAITING = 127;

/** bcrypt reads no further. */
const LONGEST_BYTES = 72;
const SHORTEST = 8;

/** A hash of nobody's password, so that unknown users take the same time. */
const NOBODY = '$2b$10$ecV5YPgIw15W3jasXJSlveNkDNSXizqhvXN04gB2Radk3LqvNmeSC';

/** What is wrong with a password that somebody wants to set; undefined when nothing is. */
export function passwordFault(password: string): string | undefined {
  if (Array.from(password).length < SHORTEST) return `must be at least ${String(SHORTEST)} characters long`;
  if (Buffer.byteLength(password) > LONGEST_BYTES)
    return `must be at most ${String(LONGEST_BYTES)} bytes long in UTF-8`;
  return password.includes('\0') ? 'must not contain a NUL character' : undefined;
}

function fitsBcrypt(password: string): boolean {
  return Buffer.byteLength(password) <= LONGEST_BYTES && !password.includes('\0');
}

/** Hashes and compares passwords, off the main thread and behind a queue that ends somewhere. */
@Injectable()
export class Passwords {
  readonly #queue = bulkhead(AT_ONCE, WAITING);

  /** @throws GatewayError `overloaded` when too many wait */
  hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, COST));
  }

  /** Whether the password is the user's; to be called in turn. Nobody's takes as long as somebody's. */
  async compare(password: string, passwordHash: string | undefined): Promise<boolean> {
    // What bcrypt would cut short was never set; it is compared all the same, with nobody's.
    const known = fitsBcrypt(password) ? passwordHash : undefined;
    return (await verify(password.replaceAll('\0', ' '), known ?? NOBODY)) && known !== undefined;
  }

  /**
   * Runs work that hashes when its turn has come.
   * @throws GatewayError `overloaded` when too many wait, or what the work throws
   */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await this.#queue.execute(work);
    } catch (error) {
      if (!(error instanceof BulkheadRejectedError)) throw error;
      throw new GatewayError('overloaded', 'Too many passwords wait to be checked; try again in a moment', {
        cause: error,
        extras: { retry_after: 1 },
      });
    }
  }
}
