import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../support/ask';
import { PROJECT, type TestGateway } from '../support/gateway';
import { sharedWithSimulator } from '../support/shared-gateway';
import type { TestSimulator } from '../support/simulator';

describe('naughty strings', () => {
  const STRINGS = JSON.parse(
    readFileSync(join(PROJECT, 'test/vectors/blns.json'), 'utf8'),
  ) as readonly string[];
  const AT_ONCE = 16;

  interface Received {
    readonly messages: readonly {
      readonly role: string;
      readonly content: readonly { readonly type: string; readonly text: string }[];
    }[];
  }

  let simulator: TestSimulator;
  let gateway: TestGateway;
  /** What the upstream got, by the number of the string. */
  const received = new Map<number, Received>();
  const statuses = new Map<number, number>();

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
    const numbers = STRINGS.map((_, number) => number);
    for (let at = 0; at < numbers.length; at += AT_ONCE)
      await Promise.all(numbers.slice(at, at + AT_ONCE).map(askAbout));
    for (const { body } of await simulator.requests()) {
      const request = JSON.parse(body) as Received;
      const context = request.messages[0]?.content[1]?.text ?? '{}';
      received.set((JSON.parse(context) as { number: number }).number, request);
    }
  });

  const contextOf = (number: number): object => ({
    number,
    naughty: STRINGS[number],
    inner: [{ again: STRINGS[number] }],
  });

  async function askAbout(number: number): Promise<void> {
    const { status } = await ask(gateway, { question: STRINGS[number], context: contextOf(number) });
    statuses.set(number, status);
  }

  /** One name for each, short enough to read. */
  const NUMBERED = STRINGS.map((text, number) => [number, JSON.stringify(text).slice(0, 40)] as const);

  it('has all 515 strings', () => {
    expect(STRINGS).toHaveLength(515);
  });

  it.each(NUMBERED.filter(([number]) => STRINGS[number] === ''))('string %i: %s is no question', (number) => {
    expect([statuses.get(number), received.has(number)]).toEqual([400, false]);
  });

  it.each(NUMBERED.filter(([number]) => STRINGS[number] !== ''))(
    'string %i: %s reaches the upstream as it is, in one user turn and no other',
    (number) => {
      const request = received.get(number);
      expect(statuses.get(number)).toBe(200);
      expect(Object.keys(request ?? {}).sort()).toEqual(['max_tokens', 'messages', 'model', 'stream']);
      expect(request?.messages.map(({ role }) => role)).toEqual(['user']);
      const blocks = request?.messages[0]?.content ?? [];
      expect(blocks.map(({ type }) => type)).toEqual(['text', 'text', 'text']);
      expect(blocks[2]?.text).toBe(STRINGS[number]);
      expect(JSON.parse(blocks[1]?.text ?? '')).toEqual(contextOf(number));
      // Our own words are the same for all of them.
      expect(blocks[0]?.text).toBe(received.get(1)?.messages[0]?.content[0]?.text);
    },
  );
});
