import fc from 'fast-check';
import type { QueryAnswer } from './query-answer';
import { StoredAnswers } from './stored-answers';

const DAY = 24 * 3600 * 1000;

const answerOf = (answer: string): QueryAnswer => ({
  answer,
  model: 'm',
  stop_reason: 'end_turn',
  usage: { input_tokens: 1, output_tokens: 2, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 },
  cost_usd: 0.5,
  chain_id: null,
  turns_sent: 0,
  degraded: false,
  request_id: 'req_then',
});

describe('stored answers', () => {
  it('are found again under their key, as less than a fresh answer, and free', () => {
    const stored = new StoredAnswers();
    const answer = answerOf('a');
    stored.keep('k', answer);
    expect(stored.find('k', 'req_now')).toEqual({
      ...answer,
      cost_usd: 0,
      degraded: true,
      request_id: 'req_now',
    });
    expect(stored.find('other', 'req_now')).toBeUndefined();
    expect(answer).toEqual(answerOf('a'));
  });

  it('are the last ones', () => {
    const stored = new StoredAnswers();
    stored.keep('k', answerOf('a'));
    stored.keep('k', answerOf('b'));
    expect(stored.find('k', 'r')?.answer).toBe('b');
  });

  it('have a key of their own for each principal and each request', () => {
    const asked = fc.tuple(fc.string(), fc.string());
    fc.assert(
      fc.property(asked, asked, ([who, what], [whoElse, whatElse]) => {
        const same = who === whoElse && what === whatElse;
        const key = StoredAnswers.keyOf(who, what);
        expect(key === StoredAnswers.keyOf(whoElse, whatElse)).toBe(same);
        expect(key).toBe(StoredAnswers.keyOf(who, what));
      }),
    );
  });

  it.each([
    ['key:a', 'bc', 'key:ab', 'c'],
    ['', '1:a', 'a', ''],
  ])('never have one key for %j asking %j and %j asking %j', (who, what, whoElse, whatElse) => {
    expect(StoredAnswers.keyOf(who, what)).not.toBe(StoredAnswers.keyOf(whoElse, whatElse));
  });

  it('are a thousand at most, those that were used last', () => {
    const stored = new StoredAnswers();
    for (let each = 0; each < 1000; each += 1) stored.keep(String(each), answerOf('a'));
    expect(stored.find('0', 'r')).toBeDefined();
    stored.keep('more', answerOf('a'));
    expect(stored.find('0', 'r')).toBeDefined();
    expect(stored.find('1', 'r')).toBeUndefined();
  });

  it('are 16 Mi characters at most', () => {
    const stored = new StoredAnswers();
    const has = (key: string): boolean => stored.find(key, 'r') !== undefined;
    const half = answerOf('x'.repeat(8_388_607));
    stored.keep('one', half);
    stored.keep('two', half);
    expect([has('one'), has('two')]).toEqual([true, true]);
    stored.keep('three', answerOf('x'));
    expect([has('one'), has('two'), has('three')]).toEqual([false, true, true]);
    stored.keep('four', answerOf('x'.repeat(16_777_216)));
    expect([has('two'), has('four')]).toEqual([true, false]);
  });

  it('are kept for a day', () => {
    // The time is asked once in a millisecond.
    jest.useFakeTimers({ doNotFake: ['performance'] });
    const from = Math.floor(performance.now());
    const now = jest.spyOn(performance, 'now').mockReturnValue(from);
    const stored = new StoredAnswers();
    stored.keep('k', answerOf('a'));
    jest.advanceTimersByTime(1);
    now.mockReturnValue(from + DAY);
    expect(stored.find('k', 'r')).toBeDefined();
    jest.advanceTimersByTime(1);
    now.mockReturnValue(from + DAY + 1);
    expect(stored.find('k', 'r')).toBeUndefined();
    now.mockRestore();
    jest.useRealTimers();
  });
});
