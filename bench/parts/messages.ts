import type { Shot } from './load';
import { eventsOf, PLAIN_BODY } from '../upstream/answers';

const QUESTION = 'Which plan earns more? '.repeat(8);

/** A question of Claude's API: of about 300 bytes, or of as many as are asked for. */
export function messageOf({ stream = false, bytes = 300, question = QUESTION } = {}): string {
  const message = (content: string): string =>
    JSON.stringify({
      model: 'claude-sonnet-5-5',
      max_tokens: 1024,
      ...(stream ? { stream } : {}),
      messages: [{ role: 'user', content }],
    });
  return message(question + 'x'.repeat(Math.max(0, bytes - message(question).length)));
}

/** A shot of a plain question, which has to come back byte for byte. */
export function plainShot(url: string, key: string, connections: number, amount: number): Shot {
  return {
    url: `${url}/v1/messages`,
    headers: { 'x-api-key': key, 'anthropic-version': '2023-06-01' },
    body: messageOf(),
    connections,
    amount,
    status: 200,
    isRight: (body) => body === PLAIN_BODY,
  };
}

/** A shot of a streamed question; each answer has so many events. */
export function streamShot(
  url: string,
  key: string,
  connections: number,
  amount: number,
  events: number,
): Shot {
  const whole = eventsOf(events).join('');
  return {
    ...plainShot(url, key, connections, amount),
    body: messageOf({ stream: true }),
    isRight: (body) => body === whole,
  };
}
