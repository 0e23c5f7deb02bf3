import { Logger } from '@nestjs/common';
import {
  ANSWERING,
  CLOSING,
  event,
  lost,
  MESSAGE,
  plainOf,
  refusal,
  STARTED,
  STOP,
  streamOf,
  text,
  type Act,
} from './fake-upstream.fixture';
import { RecordingSink, stopTime, testOf } from './llm.fixture';

beforeAll(() => {
  Logger.overrideLogger(false);
});
beforeEach(() => {
  stopTime();
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

const wholeOf = (part: object): Act => plainOf(JSON.stringify({ ...MESSAGE, ...part }));
const startOf = (message: object): string => event('message_start', { message });
const CLOSING_UNCOUNTED = event('message_delta', { delta: { stop_reason: 'end_turn' } });
/** So deep that no recursion comes to its end. */
const DEEP = '['.repeat(100_000) + ']'.repeat(100_000);

const MESSAGE_USAGE = { inputTokens: 10, outputTokens: 20, unknownUnits: 0 };

/** Each is an answer of status 200, of which nobody can tell what it cost. */
describe('an answer that is not counted in full is paid at its ceiling:', () => {
  it.each<[string, readonly Act[], boolean]>([
    ['a count of nothing', [wholeOf({ usage: {} })], false],
    ['a count that is a word', [wholeOf({ usage: 'x' })], false],
    ['counts that are words', [wholeOf({ usage: { input_tokens: '10', output_tokens: '20' } })], false],
    ['a count of the output alone', [wholeOf({ usage: { output_tokens: 20 } })], false],
    [
      'a stream that counts its output alone',
      [streamOf(startOf({ model: ANSWERING, usage: null }), text('a'), CLOSING, STOP)],
      true,
    ],
    ['a stream that breaks within its first event', [streamOf(STARTED.slice(0, 30), lost())], true],
    ['an attempt that broke, before one that was refused', [plainOf('{', lost()), refusal(400)], false],
  ])('%s', async (_, acts, isStream) => {
    const { ask, ledger } = testOf(acts);
    const asked = ask({}, isStream ? new RecordingSink() : undefined).catch(() => undefined);
    await jest.advanceTimersByTimeAsync(1000);
    await asked;
    const ceiling = ledger.reserved[0]?.ceiling;
    expect(ledger.rows.map(({ state, cost }) => [state, cost])).toEqual([['aborted', ceiling]]);
  });

  it.each<[string, Act]>([
    ['missing', wholeOf({ usage: { input_tokens: 10 } })],
    ['negative', wholeOf({ usage: { input_tokens: 10, output_tokens: -5 } })],
    ['no number', plainOf(`{"model":"${ANSWERING}","usage":{"input_tokens":10,"output_tokens":1e999}}`)],
  ])('but for an output whose count is %s, which is all that was allowed', async (_, act) => {
    const { ask, ledger } = testOf([act]);
    await ask({ asks: { model: ANSWERING, max_tokens: 77, messages: [] } });
    expect(ledger.rows).toMatchObject([{ state: 'aborted', usage: { inputTokens: 10, outputTokens: 77 } }]);
  });

  it('and what is too deep to be a count is none', async () => {
    const usage = `{"input_tokens":10,"output_tokens":20,"news":${DEEP}}`;
    const { ask, ledger } = testOf([plainOf(`{"model":"${ANSWERING}","usage":${usage}}`)]);
    await ask();
    expect(ledger.rows).toMatchObject([{ state: 'settled', usage: MESSAGE_USAGE }]);
  });

  it('but for a stream that ended without its last count, of which its bytes tell', async () => {
    const words = text('x'.repeat(50));
    const { ask, ledger } = testOf([streamOf(STARTED, words, CLOSING_UNCOUNTED, STOP)]);
    const asks = { model: ANSWERING, max_tokens: 100, messages: [] };
    await ask({ asks }, new RecordingSink());
    expect(ledger.rows).toMatchObject([{ state: 'aborted', usage: { inputTokens: 10, outputTokens: 50 } }]);
  });
});

describe('an answer of a model that has no name', () => {
  const usage = MESSAGE.usage;

  it.each<[string, Act, boolean]>([
    ['but a number', wholeOf({ model: 5 }), false],
    ['but an object', wholeOf({ model: {} }), false],
    ['but a number, in a stream', streamOf(startOf({ model: 5, usage }), CLOSING, STOP), true],
    ['at all, in a stream', streamOf(startOf({ usage }), CLOSING, STOP), true],
  ])('%s is one row nonetheless, and holds nothing any more', async (_, act, isStream) => {
    const { ask, ledger } = testOf([act]);
    await ask({}, isStream ? new RecordingSink() : undefined).catch(() => undefined);
    expect(ledger.reserved).toHaveLength(1);
    expect(ledger.rows).toHaveLength(1);
  });
});
