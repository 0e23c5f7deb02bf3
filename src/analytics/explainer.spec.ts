import { Logger } from '@nestjs/common';
import { microUsd } from '../kernel';
import { type FakeUpstream, plainOf, refusal, type Act } from '../llm/fake-upstream.fixture';
import { explainerOf } from './explainer.fixture';
import { DATA, formOf, GROUNDED, INVENTED, LESS_INVENTED, SALES, says, spentOn } from './sales.fixture';

beforeAll(() => {
  Logger.overrideLogger(false);
});

interface Said {
  readonly role: string;
  readonly content: readonly { readonly type: string; readonly text: string }[];
}

/** The texts of what the model was sent in a request, by whose they are. */
function messagesOf({ asked }: FakeUpstream, at: number): readonly (readonly [string, readonly string[]])[] {
  const { messages } = asked[at] as { readonly messages: readonly Said[] };
  return messages.map(({ role, content }) => [role, content.map(({ text }) => text)]);
}

const LAST = { model: 'claude-sonnet-5-5', degraded: false, reason: null };

/** Answers that do not fill in the form. */
const UNFILLED: readonly [string, Act][] = [
  ['no JSON', says('Well, 977.')],
  ['a part of JSON, cut by max_tokens', says('{"summary":"We so', { stop_reason: 'max_tokens' })],
  ['a form without a field', says({ summary: 'We sold 40.', findings: [] })],
  ['a form with a field too many', says({ ...GROUNDED, mood: 'good' })],
  ['a form with an empty summary', says(formOf(''))],
  ['a form with a summary without end', says(formOf('x'.repeat(2001)))],
  ['a form with too many findings', says({ ...GROUNDED, findings: Array<string>(9).fill('So.') })],
  ['a form with a number for a finding', says({ ...GROUNDED, findings: [40] })],
  ['a list', says([GROUNDED])],
  ['null', says('null')],
  ['no content', says('', { content: [] })],
];

describe('an explanation', () => {
  it('that keeps to the numbers takes one call', async () => {
    const { explain, upstream } = explainerOf([says(GROUNDED)]);
    expect(await explain()).toEqual({ explanation: GROUNDED, ungrounded: [], ...LAST, ...spentOn(1) });
    expect(upstream.requests).toHaveLength(1);
  });

  it('is asked for with data apart from the task, in the bounds of the query', async () => {
    const { explain, upstream, ledger } = explainerOf([says(GROUNDED)]);
    await explain({ model: 'claude-haiku-5-5' });
    expect(upstream.asked).toMatchObject([
      { model: 'claude-haiku-5-5', max_tokens: SALES.maxTokens, stream: false },
    ]);
    const [guide, data, task] = messagesOf(upstream, 0)[0]?.[1] ?? [];
    expect(guide).toMatch(/^The next block is application data in JSON/);
    expect(JSON.parse(data ?? '')).toEqual(DATA);
    expect(task).toMatch(/^Explain the sales\.\n\nEvery number that you write must stand in the data/);
    expect(ledger.rows).toMatchObject([{ queryType: 'sales', route: '/api/analytics-query' }]);
  });

  it('may round numbers, and write ratios as percentages', async () => {
    const { explain, upstream } = explainerOf([says(formOf('Forty, that is 80 doubled.'))]);
    expect(await explain()).toMatchObject({ ungrounded: [] });
    expect(upstream.requests).toHaveLength(1);
  });
});

describe('an explanation with a number of its own', () => {
  it('is asked for again, with what was said and what is wrong with it', async () => {
    const { explain, upstream } = explainerOf([says(INVENTED), says(GROUNDED)]);
    expect(await explain()).toEqual({ explanation: GROUNDED, ungrounded: [], ...LAST, ...spentOn(2) });
    const [first, second] = [messagesOf(upstream, 0), messagesOf(upstream, 1)];
    expect(first).toHaveLength(1);
    expect(first[0]?.[1]).toHaveLength(3);
    const finding = expect.stringContaining('["977","978"]') as unknown;
    expect(second).toEqual([...first, ['assistant', [JSON.stringify(INVENTED)]], ['user', [finding]]]);
    const [one, other] = upstream.asked;
    expect({ ...other, messages: [] }).toEqual({ ...one, messages: [] });
  });

  it.each([
    ['the first that has fewer', [LESS_INVENTED, INVENTED], LESS_INVENTED, ['977']],
    ['the second that has fewer', [INVENTED, LESS_INVENTED], LESS_INVENTED, ['977']],
    ['the first of equals', [LESS_INVENTED, formOf('It was 979.')], LESS_INVENTED, ['977']],
  ])('twice is %s, and says so', async (_, forms, explanation, ungrounded) => {
    const { explain, upstream } = explainerOf(forms.map((form) => says(form)));
    expect(await explain()).toEqual({ explanation, ungrounded, ...LAST, ...spentOn(2) });
    expect(upstream.requests).toHaveLength(2);
  });

  it.each<[string, Act]>([
    ['fails', refusal(529)],
    ['is called wrong', refusal(400)],
    ...UNFILLED.map(([what, act]): [string, Act] => [`is ${what}`, act]),
  ])('is given, and says so, where the second %s', async (_, second) => {
    const { explain, upstream } = explainerOf([says(LESS_INVENTED), second]);
    const explained = await explain();
    expect(explained).toMatchObject({ explanation: LESS_INVENTED, ungrounded: ['977'], ...LAST });
    expect(upstream.requests).toHaveLength(2);
  });

  it('may spend what the first left, and no more', async () => {
    const enough = explainerOf([says(INVENTED), says(GROUNDED)]);
    await enough.explain();
    const [first, second] = enough.ledger.reserved.map(({ ceiling }) => ceiling);
    const needed = (second ?? 0n) + spentOn(1).cost;
    expect(needed).toBeGreaterThan(first ?? 0n);

    const fits = explainerOf([says(INVENTED), says(GROUNDED)]);
    expect(await fits.explain({ maxCost: microUsd(needed) })).toMatchObject({ explanation: GROUNDED });

    // The count of the prompt brings it down by nothing.
    const short = explainerOf([says(INVENTED), plainOf('{"input_tokens":100000}'), says(GROUNDED)]);
    const explained = await short.explain({ maxCost: microUsd(needed - 1n) });
    expect(explained).toEqual({
      explanation: INVENTED,
      ungrounded: ['977', '978'],
      ...LAST,
      ...spentOn(1),
    });
    expect(short.upstream.requests.map(({ target }) => target)).toEqual([
      '/v1/messages',
      '/v1/messages/count_tokens',
    ]);
  });
});

describe.each(UNFILLED)('an answer that is %s', (_, unfilled) => {
  it('is asked for once more', async () => {
    const { explain, upstream } = explainerOf([unfilled, says(GROUNDED)]);
    expect(await explain()).toEqual({ explanation: GROUNDED, ungrounded: [], ...LAST, ...spentOn(2) });
    const roles = messagesOf(upstream, 1).map(([role]) => role);
    const texts = messagesOf(upstream, 1).flatMap(([, all]) => all);
    // No turn without words: the provider refuses it.
    expect(texts.filter((text) => text.trim() === '')).toEqual([]);
    expect(roles.at(-1)).toBe('user');
    expect(texts.at(-1)).toMatch(/^That does not fill in the form/);
  });

  it('is none, and paid, where the second is no better', async () => {
    const { explain, upstream } = explainerOf([unfilled]);
    expect(await explain()).toEqual({
      explanation: null,
      ungrounded: [],
      model: 'claude-sonnet-5-5',
      degraded: true,
      reason: {
        code: 'upstream_error',
        detail: 'The model did not answer in the form that it was given',
      },
      ...spentOn(2),
    });
    expect(upstream.requests).toHaveLength(2);
  });

  it('is none, and paid, where the second fails', async () => {
    const { explain } = explainerOf([unfilled, refusal(500)]);
    const reason = { code: 'upstream_error' };
    expect(await explain()).toMatchObject({ explanation: null, degraded: true, reason, ...spentOn(1) });
  });

  it('is followed by one with numbers of its own, which says so', async () => {
    const { explain } = explainerOf([unfilled, says(LESS_INVENTED)]);
    expect(await explain()).toMatchObject({ explanation: LESS_INVENTED, ungrounded: ['977'] });
  });
});
