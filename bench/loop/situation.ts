import { newApiKey } from '../../src/auth/keys/api-key-format';
import type { Gateway } from '../parts/gateway';
import { ask, type Question } from './ask';

/** An administrator of the gateways under measurement. */
export const ADMIN_KEY = newApiKey().key;
export const USER = { username: 'bench', password: 'a password of the bench' };

/** Something heavy that a gateway is asked. */
export interface Situation {
  readonly name: string;
  /** Asks it, and returns what was not answered as it should be, such as `503`. */
  run(gateway: Gateway): Promise<readonly string[]>;
}

export const AS_ADMIN = { 'x-api-key': ADMIN_KEY };

/** Asks for each of these, so many at a time, and again as often as it says. */
export function asking(
  name: string,
  questions: (gateway: Gateway) => readonly Question[],
  { times = 1, atOnce = 1 } = {},
): Situation {
  return {
    name,
    async run(gateway) {
      const waiting = Array.from({ length: times }, () => questions(gateway)).flat();
      const wrong: string[] = [];
      const askOn = async (): Promise<void> => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
          const { status, body } = await ask(gateway.url, next);
          if (status !== next.status) wrong.push(named(status, body));
        }
      };
      await Promise.all(Array.from({ length: atOnce }, askOn));
      return wrong;
    },
  };
}

/** What an answer was, such as `503 store_unavailable`. */
export function named(status: number, body: string): string {
  return `${String(status)} ${/"(?:code|type)":"(?!error")(\w+)"/.exec(body)?.[1] ?? ''}`;
}
