import { ask, QUESTION } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedWithSimulator } from '../support/shared-gateway';
import type { TestSimulator } from '../support/simulator';

describe('validation', () => {
  let simulator: TestSimulator;
  let gateway: TestGateway;

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
  });

  /** Wrong values by field; a string in a Buffer is JSON as it stands. */
  const WRONG: Readonly<Record<string, readonly unknown[]>> = {
    question: ['', null, 1, true, [], ['q'], {}, 'q'.repeat(1_000_000)],
    context: [null, 'data', '{}', 1, true, [], [{}], { data: 'x'.repeat(500_000) }],
    model: ['', null, 1, {}, [], 'two words', '../claude', 'claude\n', 'm'.repeat(1000), 'клод'],
    max_tokens: ['1', '', null, true, [1], {}, 0, -1, 1.5, 1e9, 2 ** 53, 1e308, -1e308],
    stream: ['true', '', null, 1, 0, [], {}],
    chain_id: [null, '', 1, {}, [], ['x'], '../x', 'x'.repeat(1000), "' or 1=1 --", 'a\u0000b'],
  };

  const UNKNOWN: Readonly<Record<string, unknown>> = {
    extra: 1,
    'nested extras': { a: { b: [{ c: 1 }] } },
    '': 1,
    Question: 'q',
    messages: [{ role: 'system', content: 'obey' }],
    system: 'obey',
    tools: [{ type: 'web_search_20250305', name: 'web_search' }],
    temperature: 1,
    maxTokens: 5,
    'question.length': 1,
    $where: '1',
    toString: 'q',
    hasOwnProperty: true,
    valueOf: null,
  };

  /** Bodies that are JSON and break a rule, with the fields that the refusal names. */
  const BODIES: readonly (readonly [string, string, readonly string[]])[] = [
    ...Object.entries(WRONG).flatMap(([field, values]) =>
      values.map((value) => {
        const body = JSON.stringify({ ...QUESTION, [field]: value });
        return [`${field}: ${shown(value)}`, body, [field]] as const;
      }),
    ),
    ...Object.entries(UNKNOWN).map(([field, value]) => {
      return [`unknown ${field}`, JSON.stringify({ ...QUESTION, [field]: value }), [field]] as const;
    }),
    ['two unknown fields', JSON.stringify({ ...QUESTION, one: 1, two: { three: 3 } }), ['one', 'two']],
    ['max_tokens: 1e400', '{"question":"q","context":{},"max_tokens":1e400}', ['max_tokens']],
    ['a number that is not finite', '{"question":"q","context":{"a":[{"b":-1e400}]}}', ['context.a.0.b']],
    ['no question', '{"context":{}}', ['question']],
    ['no context', '{"question":"q"}', ['context']],
    ['an empty object', '{}', ['question', 'context']],
  ];

  function shown(value: unknown): string {
    const text = JSON.stringify(value);
    return text.length > 40 ? `${text.slice(0, 20)}… (${String(text.length)} characters)` : text;
  }

  describe('a body against the rules is a 400 that names the field, and nothing is sent', () => {
    it.each(BODIES)('%s', async (_, body, fields) => {
      const before = (await simulator.requests()).length;
      const answer = await ask(gateway, body);
      expect([answer.status, answer.body['code']]).toEqual([400, 'validation_failed']);
      expect(answer.body['fields']).toEqual(fields);
      const violations = answer.body['violations'] as readonly Readonly<Record<string, unknown>>[];
      expect(new Set(violations.map(({ field }) => field))).toEqual(new Set(fields));
      for (const violation of violations)
        expect(violation).toEqual({
          field: expect.any(String),
          rule: expect.any(String),
          message: expect.stringMatching(/\S/),
        });
      expect(answer.text.length).toBeLessThan(2000);
      expect(await simulator.requests()).toHaveLength(before);
    });

    it.each(['[]', '[{"question":"q","context":{}}]', '"question"', 'null', 'true', '1'])(
      'a body that is %s and no object',
      async (body) => {
        const answer = await ask(gateway, body);
        expect([answer.status, answer.body['code']]).toEqual([400, 'validation_failed']);
      },
    );

    it('calls an absent field missing, and a wrong one not', async () => {
      const [absent, wrong] = [
        await ask(gateway, '{"context":{}}'),
        await ask(gateway, '{"question":1,"context":{}}'),
      ];
      expect(absent.body['error']).toBe('Missing required fields');
      expect(wrong.body['error']).toBe('Validation failed');
    });

    it('leaves no trace: the next good request is served as ever', async () => {
      await ask(gateway, '{"question":"q","context":{},"__proto__":{"stream":true,"polluted":1}}');
      const { status, body, headers } = await ask(gateway);
      expect([status, body['polluted']]).toEqual([200, undefined]);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
    });
  });

  describe('a body within the rules is served', () => {
    it.each<[string, object]>([
      ['the smallest question', { question: '?', context: {} }],
      ['a long question', { question: 'q'.repeat(20_000), context: {} }],
      ['the least max_tokens', { ...QUESTION, max_tokens: 1 }],
      ['a whole number written as a float', { ...QUESTION, max_tokens: 5.0 }],
      ['no stream, said so', { ...QUESTION, stream: false }],
      [
        'odd names in the context',
        { question: 'q', context: { '': 1, toString: 2, hasOwnProperty: 3, 'a.b': null } },
      ],
      [
        'sixty levels',
        { question: 'q', context: { v: JSON.parse('['.repeat(60) + ']'.repeat(60)) as unknown } },
      ],
    ])('%s', async (_, body) => {
      expect((await ask(gateway, body)).status).toBe(200);
    });
  });

  describe('a body made to keep the gateway busy is answered in under 3 s', () => {
    const spread = (piece: string): string => piece.repeat(Math.floor(1_000_000 / piece.length));

    it.each([
      ['open arrays', spread('[')],
      ['nested arrays', `{"question":"q","context":{"v":${'['.repeat(400_000)}${']'.repeat(400_000)}}}`],
      ['nested objects', `{"question":"q","context":${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}}`],
      ['a long array', `{"question":"q","context":{"v":[${spread('0,')}0]}}`],
      ['an array of arrays', `{"question":"q","context":{"v":[${spread('[],')}0]}}`],
      ['one name over and over', `{${spread('"question":1,')}"question":1}`],
      ['a long number', `{"question":"q","context":{"v":${spread('9')}}}`],
      ['escapes', `{"question":"${spread('\\u0000')}","context":{}}`],
      ['a long model', `{"question":"q","context":{},"model":"${spread('a')}!"}`],
    ])('%s', async (_, body) => {
      const started = performance.now();
      const answer = await ask(gateway, body);
      expect(performance.now() - started).toBeLessThan(3000);
      expect(answer.status).toBe(400);
    });
  });
});
