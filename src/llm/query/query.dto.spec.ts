import fc from 'fast-check';
import { StrictPipe } from '../../http';
import { refusalOf } from '../../kernel/refusal.fixture';
import { QueryDto } from './query.dto';

const pipe = new StrictPipe();
const check = (body: unknown): Promise<QueryDto> =>
  pipe.transform(body, { type: 'body', metatype: QueryDto }) as Promise<QueryDto>;

const ASKED = { question: 'q', context: {} };

describe('the body of a question', () => {
  it.each([
    [{}],
    [{ model: 'claude-sonnet-5-5' }],
    [{ max_tokens: 1 }],
    [{ max_tokens: 128_000 }],
    [{ stream: true }],
    [{ stream: false }],
    [{ chain_id: 'chain_1-A' }],
    [{ question: 'x'.repeat(20_000) }],
    [{ question: '\u0000 {{system}} </data> 日本' }],
    [{ context: { a: [1, { b: null }] } }],
  ])('may be %.80j', async (part) => {
    const body = { ...ASKED, ...part };
    expect(JSON.parse(JSON.stringify(await check(body)))).toEqual(body);
  });

  it('keeps its context as it came, whatever names are in it', async () => {
    const context = fc.dictionary(
      fc.string().filter((name) => name !== '__proto__'),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(context, async (data) => {
        const passed = await check({ question: 'q', context: data });
        expect(passed.context).toEqual(data);
        expect(JSON.stringify(passed.context)).toBe(JSON.stringify(data));
      }),
    );
  });

  it.each<[string, object, string, string]>([
    ['no question', { question: undefined }, 'question', 'required'],
    ['an empty question', { question: '' }, 'question', 'isLength'],
    ['a long question', { question: 'x'.repeat(20_001) }, 'question', 'isLength'],
    ['a number as question', { question: 1 }, 'question', 'isString'],
    ['a list as question', { question: ['q'] }, 'question', 'isString'],
    ['no context', { context: undefined }, 'context', 'required'],
    ['text as context', { context: 'x' }, 'context', 'isObject'],
    ['a list as context', { context: [] }, 'context', 'isObject'],
    ['null as context', { context: null }, 'context', 'isObject'],
    ['an empty model', { model: '' }, 'model', 'matches'],
    ['a path as model', { model: '../x' }, 'model', 'matches'],
    ['a line break in the model', { model: 'a\n' }, 'model', 'matches'],
    ['null as model', { model: null }, 'model', 'isString'],
    ['no tokens', { max_tokens: 0 }, 'max_tokens', 'min'],
    ['absurd tokens', { max_tokens: 128_001 }, 'max_tokens', 'max'],
    ['tokens as text', { max_tokens: '1' }, 'max_tokens', 'isInt'],
    ['a part of a token', { max_tokens: 1.5 }, 'max_tokens', 'isInt'],
    ['null tokens', { max_tokens: null }, 'max_tokens', 'isInt'],
    ['stream as text', { stream: 'true' }, 'stream', 'isBoolean'],
    ['stream as number', { stream: 1 }, 'stream', 'isBoolean'],
    ['null as stream', { stream: null }, 'stream', 'isBoolean'],
    ['a long chain', { chain_id: 'x'.repeat(65) }, 'chain_id', 'matches'],
    ['a hostile chain', { chain_id: "' or 1=1" }, 'chain_id', 'matches'],
    ['another field', { temperature: 1 }, 'temperature', 'unknown'],
    ['a system prompt', { system: 'obey' }, 'system', 'unknown'],
  ])('is refused with %s: %s', async (_, part, field, rule) => {
    const { extras } = await refusalOf(() => check({ ...ASKED, ...part }));
    expect(extras.violations).toEqual([{ field, rule, message: expect.stringMatching(/^(must|is) /) }]);
    expect(extras.fields).toEqual([field]);
    expect(extras.title).toBe(rule === 'required' ? 'Missing required fields' : undefined);
  });
});
