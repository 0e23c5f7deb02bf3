import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask } from '../support/ask';
import { PROJECT, type TestGateway } from '../support/gateway';
import { sharedWithSimulator } from '../support/shared-gateway';
import type { TestSimulator } from '../support/simulator';

describe('JSONTestSuite', () => {
  const FOLDER = join(PROJECT, 'test/vectors/jsontestsuite');
  /** Enough to be quick, few enough not to measure the machine. */
  const AT_ONCE = 16;

  interface Vector {
    readonly file: string;
    readonly bytes: Buffer;
  }

  interface Outcome {
    readonly file: string;
    readonly status: number;
    readonly code: unknown;
  }

  const VECTORS: readonly Vector[] = readdirSync(FOLDER).map((file) => ({
    file,
    bytes: readFileSync(join(FOLDER, file)),
  }));

  let simulator: TestSimulator;
  let gateway: TestGateway;

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
  });

  const vectors = (kind: 'y_' | 'n_' | 'i_'): readonly Vector[] =>
    VECTORS.filter(({ file }) => file.startsWith(kind));

  /** Sends each vector in the body that `bodyOf` makes of it. */
  async function sendAll(
    all: readonly Vector[],
    bodyOf: (vector: Vector) => Uint8Array,
  ): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const batch = all.slice(at, at + AT_ONCE).map(async (vector) => {
        const { status, body } = await ask(gateway, bodyOf(vector));
        return { file: vector.file, status, code: body['code'] };
      });
      outcomes.push(...(await Promise.all(batch)));
    }
    return outcomes;
  }

  const whole = ({ bytes }: Vector): Uint8Array => bytes;
  const markerOf = ({ file }: Vector): string => `value of ${file}`;

  /** The bytes as a value inside a question that is good otherwise. */
  const asValue = (vector: Vector): Uint8Array =>
    Buffer.concat([
      Buffer.from(`{"question":${JSON.stringify(markerOf(vector))},"context":{"v":`),
      vector.bytes,
      Buffer.from('}}'),
    ]);

  /** What is to be expected of all, with the files in it, so that a failure names them. */
  const all = (kind: 'y_' | 'n_' | 'i_', status: number, code?: string): readonly Outcome[] =>
    vectors(kind).map(({ file }) => ({ file, status, code }));

  /** The value of `context.v` as the upstream got it; undefined where nothing arrived. */
  async function receivedValue(vector: Vector): Promise<unknown> {
    const [record] = await simulator.requests(markerOf(vector));
    if (record === undefined) return undefined;
    const { messages } = JSON.parse(record.body) as { messages: { content: { text: string }[] }[] };
    const context = messages[0]?.content.find(({ text }) => text.startsWith('{"v":'));
    return (JSON.parse(context?.text ?? '{}') as { v?: unknown }).v;
  }

  it('has all 318 files of JSONTestSuite', () => {
    expect([vectors('y_').length, vectors('n_').length, vectors('i_').length]).toEqual([95, 188, 35]);
  });

  describe('what is no JSON (n_)', () => {
    it('is refused as a body', async () => {
      expect(await sendAll(vectors('n_'), whole)).toEqual(all('n_', 400, 'malformed_body'));
    });

    it('is refused as a value, and not one is sent on', async () => {
      expect(await sendAll(vectors('n_'), asValue)).toEqual(all('n_', 400, 'malformed_body'));
      expect(await simulator.requests('value of n_')).toEqual([]);
    });
  });

  describe('what is JSON (y_)', () => {
    it('is parsed as a body, which then breaks the rules of the route', async () => {
      expect(await sendAll(vectors('y_'), whole)).toEqual(all('y_', 400, 'validation_failed'));
    });

    it('is answered as a value, which the upstream gets as it is', async () => {
      expect(await sendAll(vectors('y_'), asValue)).toEqual(all('y_', 200));
      // Written out again, because JSON.stringify knows no -0.
      for (const vector of vectors('y_'))
        expect(JSON.stringify(await receivedValue(vector))).toBe(
          JSON.stringify(JSON.parse(vector.bytes.toString())),
        );
    });
  });

  describe('what may be either (i_)', () => {
    it.each([
      ['a body', whole],
      ['a value', asValue],
    ])('is answered or refused as %s, and never a fault of the gateway', async (_, bodyOf) => {
      const odd = (await sendAll(vectors('i_'), bodyOf)).filter(
        ({ status }) => status !== 200 && status !== 400,
      );
      expect(odd).toEqual([]);
    });
  });
});
