import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { PlainFields } from './plain-fields';
import { Redactor } from './redactor';

const SECRET = 'fixture-0123456789';
const redactor = new Redactor();
redactor.learn(SECRET);
const clean = (text: string): string => redactor.text(text);
const { of } = new PlainFields(clean, false);

describe('an error in a record', () => {
  it('is told by type, words, place, code and cause, and by nothing that a driver hangs on it', () => {
    const cause = Object.assign(new TypeError('inner'), { sql: 'select 1', parameters: ['x'], code: 7 });
    const error = Object.assign(new Error('outer', { cause }), {
      code: 'E_X',
      config: { headers: { a: 1 } },
    });
    expect(of({ err: error, other: error, request_id: 'x' })).toEqual({
      err: {
        type: 'Error',
        message: 'outer',
        stack: expect.stringMatching(/^Error: outer\n +at /),
        code: 'E_X',
        cause: { type: 'TypeError', message: 'inner', stack: expect.any(String), code: 7 },
      },
      other: expect.objectContaining({ message: 'outer' }),
      request_id: 'x',
    });
  });

  it.each<[string, unknown, unknown]>([
    ['words', 'because', 'because'],
    ['words with a secret', SECRET, '[secret]'],
    ['an object', { sql: 'select 1' }, 'object'],
  ])('may have %s for a cause', (_, cause, expected) => {
    expect(of({ err: new Error('x', { cause }) })).toMatchObject({ err: { cause: expected } });
  });

  it('is bounded in length and depth, and a secret is not cut in half', () => {
    let error = new Error(`${'x'.repeat(1990)} ${SECRET}${'y'.repeat(5000)}`);
    for (let depth = 0; depth < 20; depth += 1) error = new Error('more', { cause: error });
    const long = of({ err: new Error(`${'x'.repeat(1990)} ${SECRET}${'y'.repeat(5000)}`) });
    expect(JSON.stringify(of({ err: error })).length).toBeLessThan(30_000);
    expect(JSON.stringify(long).length).toBeLessThan(15_000);
    expect(JSON.stringify(long)).not.toContain(SECRET.slice(0, 6));
  });

  it('does not quote what a parser read', () => {
    const failure = (text: string): unknown => {
      try {
        return JSON.parse(text);
      } catch (error) {
        return error;
      }
    };
    for (const text of ['prompt', '{"a": prompt}', `{"a": "${'x'.repeat(50)}prompt\n`])
      expect(JSON.stringify(of({ err: failure(text) }))).not.toContain('prompt');
  });

  it('is told of several that came together', () => {
    const together = new AggregateError([new Error('one'), 'two'], 'both');
    expect(of({ err: together })).toMatchObject({ err: { errors: [{ message: 'one' }, 'two'] } });
  });

  it('that is none of ours may be anything', () => {
    expect(of({ err: Object.assign(new Error('x'), { name: 1, message: null, stack: {} }) })).toMatchObject({
      err: { type: 'number', message: 'object' },
    });
  });
});

it('of an object with a class only the name is told', () => {
  const request = new IncomingMessage(new Socket());
  request.headers.authorization = SECRET;
  expect(of({ request, list: [request], deep: { request, n: 1 }, at: undefined, none: null })).toEqual({
    request: '[IncomingMessage]',
    list: ['[IncomingMessage]'],
    deep: { request: '[IncomingMessage]', n: 1 },
    none: null,
  });
});

it('a time is told as everywhere', () => {
  expect(of({ at: new Date(0), never: new Date(NaN) })).toEqual({
    at: '1970-01-01T00:00:00.000Z',
    never: null,
  });
});

it('what holds itself comes to an end', () => {
  const circle: Record<string, unknown> = {};
  circle['circle'] = circle;
  expect(JSON.stringify(of(circle)).length).toBeLessThan(200);
});

describe('a body', () => {
  const body = Buffer.from(`{"question":"${SECRET}","context":{}}`);

  it('is left out', () => {
    expect(of({ body, n: 1 })).toEqual({ n: 1 });
    expect(of({ body: 'text', n: 1 })).toEqual({ n: 1 });
  });

  it('is there where it is wanted, without secrets, and cut', () => {
    const wanted = new PlainFields(clean, true);
    expect(wanted.of({ body })).toEqual({ body: '{"question":"[secret]","context":{}}' });
    expect(wanted.of({ body: undefined })).toEqual({});
    const long = wanted.of({ body: Buffer.from(`${'x'.repeat(1995)}${SECRET}`) });
    expect(long).toEqual({ body: `${'x'.repeat(1995)}[secr…` });
  });
});
