import { readable } from './readable';

const TIME = new Date(2026, 10, 21, 14, 2, 11).getTime();
const REQUEST = {
  level: 40,
  time: TIME,
  request_id: 'req_1',
  client: '127.0.0.1',
  key_id: 'abcdefghijkl',
  method: 'POST',
  route: '/api/query',
  status: 403,
  outcome: 'refused',
  code: 'ip_denied',
  layer: 'network',
  ms: 2,
  msg: 'request',
};

async function told(record: unknown, colours = false): Promise<string> {
  let text = '';
  const output = await readable((piece) => (text += piece), { colours });
  output.write(`${JSON.stringify(record)}\n`);
  return text;
}

describe('a record in development', () => {
  it.each<[string, unknown, string]>([
    [
      'of a refused request',
      REQUEST,
      '14:02:11 WARN 127.0.0.1 POST /api/query 403 refused ip_denied 2 ms key_id=abcdefghijkl req_1',
    ],
    [
      'of an answered request of nobody',
      { ...REQUEST, level: 30, key_id: null, status: 200, outcome: 'answered', code: null, layer: null },
      '14:02:11 INFO 127.0.0.1 POST /api/query 200 answered 2 ms req_1',
    ],
    [
      'of a request with its body',
      { ...REQUEST, body: '{"a":\n"\u001b[31m"}' },
      expect.stringMatching(
        /^14:02:11 WARN .* req_1 \{"body":"\{\\"a\\":\\n\\"\\u001b\[31m\\"\}"\}$/,
      ) as string,
    ],
    [
      'of anything else',
      { level: 30, time: TIME, context: 'Redis', event: 'redis_back', msg: 'Redis answers again' },
      '14:02:11 INFO Redis: Redis answers again {"event":"redis_back"}',
    ],
    [
      'with what would move the cursor',
      { level: 60, time: TIME, msg: 'one\n\u001b[2Jtwo\u202e' },
      '14:02:11 FATAL one  [2Jtwo ',
    ],
  ])('%s is one line', async (_, record, expected) => {
    const text = await told(record);
    expect(text.endsWith('\n')).toBe(true);
    expect(text.slice(0, -1).trimEnd()).toEqual(typeof expected === 'string' ? expected.trimEnd() : expected);
  });

  it('of an error has below it what happened and why', async () => {
    const cause = { type: 'Error', message: 'why', stack: 'Error: why\n    at there', cause: 'because' };
    const err = { type: 'Error', message: 'away', stack: 'Error: away\n    at here\u001b[2J', cause };
    expect(await told({ level: 50, time: TIME, context: 'Ledger', err, msg: 'It failed', n: 1 })).toBe(
      [
        '14:02:11 ERROR Ledger: It failed {"n":1}',
        '    Error: away',
        '        at here [2J',
        '    because of',
        '    Error: why',
        '        at there',
        '    because of because',
        '',
      ].join('\n'),
    );
  });

  it('is coloured where there are colours', async () => {
    expect(await told(REQUEST, true)).toContain('\u001b[33mWARN');
  });
});
