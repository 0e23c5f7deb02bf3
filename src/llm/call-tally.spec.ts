import fc from 'fast-check';
import { NO_USAGE, type Usage } from '../kernel';
import { CallTally } from './call-tally';

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
      isStarted: false,
      isEnded: false,
    });
    expect(tally.usage).toEqual(NO_USAGE);
  });

  it('has no price for bytes of an answer that never began', () => {
    const tally = new CallTally('asked-for', 0);
    tally.content(100);
    expect(tally.usage).toEqual(NO_USAGE);
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
    expect(tally.isEnded).toBe(true);
    expect(tally.usage).toEqual(usage(10, 2));
  });

  it('replaces a count by a later one', () => {
    const tally = begun();
    tally.counted({ output_tokens: 5 });
    tally.counted(undefined);
    tally.counted({ output_tokens: 8, input_tokens: 12 });
    tally.ended();
    expect(tally.usage).toEqual(usage(12, 8));
  });

  it('bounds a broken answer by its bytes, and never below what the provider said', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 1000 })), fc.nat({ max: 2000 }), (pieces, counted) => {
        const tally = begun(counted);
        for (const bytes of pieces) tally.content(bytes);
        const bytes = pieces.reduce((sum, each) => sum + each, 0);
        expect(tally.usage).toEqual(usage(10, Math.max(bytes, counted)));
      }),
    );
  });
});
