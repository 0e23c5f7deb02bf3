import fc from 'fast-check';
import { NO_USAGE } from '../kernel';
import { CallTally } from './call-tally';
import { ENDED, STARTED, text, usage } from './fake-upstream.fixture';
import type { UpstreamEvent } from './upstream';

const tallyOf = (...events: readonly UpstreamEvent[]): CallTally => {
  const tally = new CallTally('asked-for', 0);
  events.forEach((event, at) => {
    tally.note(event, at);
  });
  return tally;
};

describe('the tally of a call', () => {
  it('knows nothing of a call that never began', () => {
    const tally = tallyOf();
    expect(tally).toMatchObject({
      text: '',
      model: 'asked-for',
      stopReason: undefined,
      firstTokenAt: undefined,
    });
    expect(tally.usage).toEqual(NO_USAGE);
    expect(tally.accounted).toBe(false);
  });

  it('has the whole of a call that ended, by the provider’s count', () => {
    const tally = tallyOf(STARTED, text('two '), text('words'), ENDED);
    expect(tally).toMatchObject({
      text: 'two words',
      model: 'claude-sonnet-5-5',
      stopReason: 'end_turn',
      firstTokenAt: 1,
    });
    expect(tally.usage).toEqual(usage(10, 20));
  });

  it('counts the bytes of a broken answer as its tokens, and never fewer than the provider said', () => {
    expect(tallyOf(STARTED, text('日本')).usage).toEqual(usage(10, 6));
    expect(tallyOf({ type: 'started', model: 'm', usage: usage(10, 9) }, text('four')).usage).toEqual(
      usage(10, 9),
    );
    expect(tallyOf(STARTED).usage).toEqual(usage(10, 1));
  });

  it('believes the provider of an answer that ended, however long the text', () => {
    const ended: UpstreamEvent = { type: 'ended', stopReason: 'end_turn', usage: usage(10, 2) };
    expect(tallyOf(STARTED, text('x'.repeat(100)), ended).usage).toEqual(usage(10, 2));
  });

  it('joins the pieces, in order, however they were cut', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (pieces) => {
        const tally = tallyOf(STARTED, ...pieces.map(text));
        expect(tally.text).toBe(pieces.join(''));
        expect(tally.usage.outputTokens).toBe(Math.max(1, Buffer.byteLength(pieces.join(''))));
        expect(tally.firstTokenAt).toBe(pieces.length === 0 ? undefined : 1);
      }),
    );
  });
});
