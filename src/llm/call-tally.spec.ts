import fc from 'fast-check';
import { NO_USAGE, type Usage } from '../kernel';
import { CallTally } from './call-tally';
import type { ProviderUsage } from './stream/provider-usage';

const usage = (inputTokens: number, outputTokens: number): Usage => ({
  ...NO_USAGE,
  inputTokens,
  outputTokens,
});

/** A call whose answer has begun. */
const begun = (output = 1, now = 1): CallTally => {
  const tally = new CallTally('asked-for', 0);
  tally.started('answering', { input_tokens: 10, output_tokens: output }, now);
  return tally;
};

describe('the tally of a call', () => {
  it('knows nothing of a call that never began', () => {
    const tally = new CallTally('asked-for', 7);
    expect(tally).toMatchObject({
      model: 'asked-for',
      startedAt: 7,
      stopReason: undefined,
      firstTokenAt: undefined,
      attempts: 0,
      accounted: false,
      isOpen: false,
      isStarted: false,
      isEnded: false,
      isExact: false,
      surcharges: [],
      unknownFields: [],
    });
    expect(tally.usage).toEqual(NO_USAGE);
    expect(tally.partsUpTo(100)).toBeUndefined();
  });

  it('does not know what bytes of an answer cost that never began', () => {
    const tally = new CallTally('asked-for', 0);
    tally.content(100);
    expect(tally.usage).toEqual(NO_USAGE);
    expect(tally.partsUpTo(100)).toBeUndefined();
  });

  it.each([undefined, null])('does not know what an answer costs that counts %s, though it ends', (none) => {
    const tally = new CallTally('asked-for', 0);
    tally.started('answering', none, 1);
    tally.counted(none);
    tally.ended();
    expect(tally).toMatchObject({ isStarted: true, isEnded: true, isExact: false });
    expect(tally.partsUpTo(100)).toBeUndefined();
  });

  it('takes the model that answers, and the time of the first word', () => {
    const tally = begun(1, 5);
    expect(tally).toMatchObject({ model: 'answering', firstTokenAt: 5, isStarted: true, isEnded: false });
    tally.started('answering', undefined, 9);
    expect(tally.firstTokenAt).toBe(5);
    expect(tally.usage).toEqual(usage(10, 1));
  });

  it('has the whole of a call that ended, by the provider’s count, however long the text', () => {
    const tally = begun();
    tally.content(100);
    tally.counted({ output_tokens: 2 });
    tally.ended();
    expect(tally).toMatchObject({ isEnded: true, isExact: true });
    expect(tally.usage).toEqual(usage(10, 2));
    expect(tally.partsUpTo(1)).toEqual([{ model: 'answering', usage: usage(10, 2) }]);
  });

  it('replaces a count by a later one', () => {
    const tally = begun();
    tally.counted({ output_tokens: 5 });
    tally.counted(undefined);
    tally.counted({ output_tokens: 8, input_tokens: 12 });
    tally.ended();
    expect(tally.usage).toEqual(usage(12, 8));
  });

  it('bounds a broken answer by its bytes and by what was allowed, and never below what the provider said', () => {
    const count = fc.nat({ max: 2000 });
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1000 })), count, count, (pieces, counted, most) => {
        const tally = begun(counted);
        for (const bytes of pieces) tally.content(bytes);
        const bytes = pieces.reduce((sum, each) => sum + each, 0);
        const bound = Math.max(Math.min(bytes, most), counted);
        expect(tally.partsUpTo(most)).toEqual([{ model: 'answering', usage: usage(10, bound) }]);
        expect(tally.usage).toEqual(usage(10, counted));
        expect(tally.isExact).toBe(false);
      }),
    );
  });

  it('has all that was allowed of a broken answer that was thought about, since a summary shows less', () => {
    const tally = begun();
    tally.content(3);
    tally.thinks();
    expect(tally.partsUpTo(100)).toEqual([{ model: 'answering', usage: usage(10, 100) }]);
    tally.counted({ output_tokens: 200 });
    expect(tally.partsUpTo(100)).toEqual([{ model: 'answering', usage: usage(10, 200) }]);
    tally.counted({ output_tokens: 20 });
    tally.ended();
    expect(tally.partsUpTo(100)).toEqual([{ model: 'answering', usage: usage(10, 20) }]);
  });

  const COMPACTION = { type: 'compaction', input_tokens: 7, output_tokens: 3 };
  const ADVICE = { type: 'advisor_message', model: 'adviser', input_tokens: 5, output_tokens: 2 };

  it.each([true, false])('adds what comes on top as it was told, whether or not it ends (%s)', (ends) => {
    const tally = begun();
    tally.counted({ output_tokens: 4, iterations: [COMPACTION, ADVICE] } as unknown as ProviderUsage);
    tally.content(6);
    if (ends) tally.ended();
    expect(tally.partsUpTo(100)).toEqual([
      { model: 'answering', usage: usage(10, ends ? 4 : 6) },
      { model: undefined, usage: usage(7, 3) },
      { model: 'adviser', usage: usage(5, 2) },
    ]);
    expect(tally.usage).toEqual(usage(10, 4));
  });

  it('keeps surcharges, and names the kinds that nobody knows', () => {
    const tally = begun();
    tally.counted({ speed: 'fast', news: 2, audio: { in: 3 } } as unknown as ProviderUsage);
    tally.counted({ output_tokens: 9, news: 4 } as unknown as ProviderUsage);
    expect(tally.surcharges).toEqual(['fast']);
    expect(tally.unknownFields).toEqual(['news', 'audio']);
    expect(tally.usage).toEqual({ ...usage(10, 9), unknownUnits: 7 });
  });
});
