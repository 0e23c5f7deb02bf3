import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { addressBucket, GatewayError } from '../../kernel';
import { Windows } from '../../windows';
import { folded } from '../users/user';

/** Failed attempts that one account, and one address, may see in a window; whoever succeeds is not counted. */
const ACCOUNT_FAILURES = 10;
const ADDRESS_FAILURES = 50;
const WINDOW_SECONDS = 300;

/** Slows guessing down, of one account from many addresses as well as of many accounts from one. */
@Injectable()
export class LoginLimits {
  constructor(private readonly windows: Windows) {}

  /** @throws GatewayError `rate_limited` when there were too many failures */
  async requireOpen(address: string, username?: string): Promise<void> {
    const states = await Promise.all(
      this.#counters(address, username).map(async ({ name, max }) => ({
        max,
        window: await this.windows.peekEverywhere(name),
      })),
    );
    for (const { max, window } of states) {
      if (window === undefined || window.hits < max) continue;
      throw new GatewayError(
        'rate_limited',
        `Maximum ${String(max)} failed attempts per ${String(WINDOW_SECONDS)} seconds`,
        { extras: { retry_after: Math.max(1, Math.ceil(window.endsInMs / 1000)) } },
      );
    }
  }

  async noteFailure(address: string, username?: string): Promise<void> {
    await Promise.all(
      this.#counters(address, username).map(({ name }) =>
        this.windows.hitEverywhere(name, WINDOW_SECONDS * 1000),
      ),
    );
  }

  #counters(address: string, username: string | undefined): readonly { name: string; max: number }[] {
    const ofAddress = { name: `login:address:${addressBucket(address)}`, max: ADDRESS_FAILURES };
    if (username === undefined) return [ofAddress];
    // A name of the client's is of any length and any characters; its hash is neither.
    const account = createHash('sha256').update(folded(username)).digest('base64url');
    return [{ name: `login:account:${account}`, max: ACCOUNT_FAILURES }, ofAddress];
  }
}
