import { shoot, type Shot } from '../parts/load';
import { messageOf, plainShot } from '../parts/messages';
import { readStreams } from './stream-load';

/** What one round sends, in all. */
export const ROUND = { plain: 14_000, asked: 3000, refused: 1500, wrong: 1000, watched: 500, streams: 2000 };
export const ROUND_REQUESTS = Object.values(ROUND).reduce((sum, amount) => sum + amount, 0);

const JSON_BODY = JSON.stringify({ question: 'Which plan earns more?', context: { basic: 1200, pro: 3400 } });

/**
 * One round of everything at once: Claude's own API, questions, streams of both of which a third is given up, unknown
 * keys, bodies that are refused, and who watches. Resolves when all is over, with what was not as it should be.
 */
export async function oneRound(url: string, key: string, round: number): Promise<readonly string[]> {
  const own = { 'x-api-key': key };
  const ask: Omit<Shot, 'amount' | 'status' | 'isRight'> = {
    url: `${url}/api/query`,
    headers: own,
    body: JSON_BODY,
    connections: 4,
  };
  const native = plainShot(url, key, 12, ROUND.plain);
  const stream = { headers: own, connections: 24, amount: ROUND.streams / 2 };
  const over = await Promise.allSettled([
    shoot(native),
    shoot({
      ...ask,
      amount: ROUND.asked,
      status: 200,
      isRight: (body) => body.includes('"answer":"The pro'),
    }),
    // Names of clients that are new each time must leave nothing behind.
    shoot({
      ...native,
      headers: { ...native.headers, 'x-api-key': `sp_unknown${String(round)}` },
      connections: 2,
      amount: ROUND.refused,
      status: 401,
      isRight: (body) => body.includes('credential_invalid'),
    }),
    shoot({
      ...ask,
      body: JSON.stringify({ question: 1, [`field${String(round)}`]: true }),
      connections: 2,
      amount: ROUND.wrong,
      status: 400,
      isRight: (body) => body.includes('validation_failed'),
    }),
    shoot({
      ...ask,
      url: `${url}/api/rate-limit-status`,
      method: 'GET',
      connections: 1,
      amount: ROUND.watched,
      status: 200,
      isRight: (body) => body.startsWith('{'),
    }),
    readStreams({ ...stream, url: native.url, body: messageOf({ stream: true }), ending: /message_stop/ }),
    readStreams({
      ...stream,
      url: ask.url,
      body: JSON.stringify({ ...(JSON.parse(JSON_BODY) as object), stream: true }),
      ending: /event: done/,
    }),
  ]);
  return over.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
}
