import { Pool } from 'undici';
import { messageOf } from '../parts/messages';
import { PLAIN_BODY } from '../upstream/answers';

/** What became of requests: how many were answered, and how many refused with each code. */
export type Outcomes = ReadonlyMap<string, number>;

export const ANSWERED = 'answered';

/** Asks so often with one key, so many at once, each over a connection of its own. */
export async function crowd(url: string, key: string, amount: number, atOnce: number): Promise<Outcomes> {
  const pool = new Pool(url, { connections: atOnce, pipelining: 1 });
  const outcomes = new Map<string, number>();
  let left = amount;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const outcome = await ask(pool, key);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, caller));
  await pool.close();
  return outcomes;
}

async function ask(pool: Pool, key: string): Promise<string> {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/v1/messages',
    headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01', 'content-type': 'application/json' },
    body: messageOf(),
  });
  const text = await body.text();
  if (statusCode === 200 && text === PLAIN_BODY) return ANSWERED;
  return /"error_code":"(\w+)"/.exec(text)?.[1] ?? `status ${String(statusCode)}`;
}
