import { setImmediate as turn } from 'node:timers/promises';
import { refusalOf } from '../../kernel/refusal.fixture';
import { RelayRun, type Act } from './relay.fixture';
import { closingOf, eventOf, PING, START, STOP, textOf } from './stream.fixture';

const CHUNK = 16_384;
const HELD_MOST = 65_536 + 2 * CHUNK;

let runs: RelayRun[];
beforeEach(() => {
  runs = [];
});
afterEach(() => {
  for (const run of runs) run.patience.end();
});
function runOf(...pieces: readonly Act[]): RelayRun {
  const run = new RelayRun(pieces);
  runs.push(run);
  return run;
}
const joined = (...events: readonly Buffer[]): string => Buffer.concat(events).toString();

describe('a relayed stream', () => {
  const DELTA = closingOf(20);

  it('comes in order, piece by piece, with the text of each, up to its ending', async () => {
    const block = eventOf('content_block_start', { index: 0, content_block: { type: 'text', text: '' } });
    const run = runOf(
      START,
      Buffer.concat([block, textOf('a'), PING, textOf('b')]),
      textOf('c'),
      DELTA,
      STOP,
    );
    expect(String(await run.ending())).toBe(joined(DELTA, STOP));
    expect(run.written.map(String)).toEqual([
      joined(START),
      joined(block, textOf('a'), PING, textOf('b')),
      joined(textOf('c')),
    ]);
    expect(run.texts).toEqual(['', 'ab', 'c']);
    expect(run.tally).toMatchObject({ isEnded: true, stopReason: 'end_turn' });
  });

  it('of one piece is taken apart where its ending begins', async () => {
    const run = runOf(Buffer.concat([START, textOf('a'), DELTA, STOP]));
    expect(String(await run.ending())).toBe(joined(DELTA, STOP));
    expect(joined(...run.written)).toBe(joined(START, textOf('a')));
  });

  it('is held back from the last message_delta on, pings and the unknown included', async () => {
    const closing = [DELTA, PING, eventOf('message_pause', {}), closingOf(21), STOP];
    const run = runOf(START, ...closing);
    expect(String(await run.ending())).toBe(joined(...closing));
    expect(joined(...run.written)).toBe(joined(START));
  });

  it('goes on where content follows what looked like the ending, in order', async () => {
    const middle = [closingOf(1), PING, closingOf(2), textOf('more'), closingOf(3), textOf('and more')];
    const run = runOf(START, ...middle, DELTA, STOP);
    expect(String(await run.ending())).toBe(joined(DELTA, STOP));
    expect(joined(...run.written)).toBe(joined(START, ...middle));
    expect(run.tally.usage.outputTokens).toBe(20);
  });

  it('is only read where nobody takes it', async () => {
    const run = runOf(START, textOf('a'), DELTA, STOP);
    expect(String(await run.ending(() => undefined))).toBe(joined(DELTA, STOP));
    expect(run.written).toEqual([]);
    expect(run.tally.usage.outputTokens).toBe(20);
  });

  it('is only read from the moment on that its reader leaves', async () => {
    const run = runOf(START, textOf('a'), DELTA, STOP);
    await run.ending(() => (run.written.length === 0 ? run.sink : undefined));
    expect(joined(...run.written)).toBe(joined(START));
    expect(run.tally.isEnded).toBe(true);
  });

  it('waits at the provider while its reader is slow', async () => {
    const run = runOf(START, textOf('a'), DELTA, STOP);
    let goOn: () => void = () => undefined;
    run.holdUp = new Promise((resolve) => (goOn = resolve));
    const ending = run.ending();
    for (let round = 0; round < 5; round += 1) await turn();
    expect([run.pulled, run.written.length]).toEqual([1, 1]);
    run.holdUp = undefined;
    goOn();
    expect(String(await ending)).toBe(joined(DELTA, STOP));
  });

  it('ends where the call is given up while its reader is slow', async () => {
    const run = runOf(START, textOf('a'), DELTA, STOP);
    run.holdUp = new Promise(() => undefined);
    const ending = run.ending();
    while (run.written.length === 0) await turn();
    run.patience.end();
    await expect(ending).rejects.toThrow(/abort/);
    expect([run.pulled, run.returned]).toEqual([1, true]);
  });
});

describe('a stream with trouble in it', () => {
  const trouble: readonly (readonly [string, Buffer, string])[] = [
    ['an error', eventOf('error', { error: { type: 'overloaded_error' } }), 'upstream_unavailable'],
    ['no JSON', Buffer.from('event: content_block_delta\ndata: {{{\n\n'), 'upstream_error'],
  ];

  it.each(trouble)('%s first gives what came before it in the same piece', async (_, event, code) => {
    const run = runOf(Buffer.concat([START, textOf('a'), event, textOf('b'), STOP]));
    expect((await refusalOf(() => run.ending())).code).toBe(code);
    expect([joined(...run.written), run.texts]).toEqual([joined(START, textOf('a')), ['a']]);
    expect(run.returned).toBe(true);
  });

  it.each(trouble)('%s keeps back the ending that it interrupts', async (_, event, code) => {
    const run = runOf(START, Buffer.concat([textOf('a'), closingOf(2), event, STOP]));
    expect((await refusalOf(() => run.ending())).code).toBe(code);
    expect(joined(...run.written)).toBe(joined(START, textOf('a')));
  });

  it('is broken off where it just ends, whatever it has said', async () => {
    const error = await refusalOf(() => runOf(START, textOf('a'), closingOf(2)).ending());
    expect(error.message).toBe('The model provider broke off in the middle of its answer');
    expect((await refusalOf(() => runOf().ending())).code).toBe('upstream_error');
  });

  it('passes on the failure of the connection', async () => {
    const run = runOf(START, new Error('ECONNRESET'));
    expect((await refusalOf(() => run.ending())).message).toContain('broke off');
    expect(joined(...run.written)).toBe(joined(START));
  });

  it('has no ending where a message_stop comes before its beginning', async () => {
    const run = runOf(Buffer.concat([PING, STOP]));
    expect((await refusalOf(() => run.ending())).code).toBe('upstream_error');
    expect(joined(...run.written)).toBe(joined(PING));
  });
});

describe('what comes after the last event', () => {
  afterEach(() => jest.useRealTimers());
  const whole = [START, closingOf(2), STOP];

  it('belongs to the ending, in the same piece and later', async () => {
    const late = Buffer.from(': goodbye\n\n');
    const run = runOf(START, Buffer.concat([closingOf(2), STOP, late]), late, textOf('late'));
    expect(String(await run.ending())).toBe(joined(closingOf(2), STOP, late, late, textOf('late')));
    expect(joined(...run.written)).toBe(joined(START));
  });

  it.each([
    ['in pieces of its own', [STOP, Buffer.from('\n'), Buffer.from(': good'), Buffer.from('bye')]],
    ['in the piece of the last event', [Buffer.from(`${String(STOP)}\n: good`), Buffer.from('bye')]],
  ])('belongs to it byte for byte where it is no whole event: %s', async (_, pieces) => {
    const run = runOf(START, closingOf(2), ...pieces);
    expect(String(await run.ending())).toBe(`${joined(closingOf(2), STOP)}\n: goodbye`);
  });

  it('does not spoil an answer by being broken', async () => {
    expect(String(await runOf(...whole, new Error('ECONNRESET')).ending())).toBe(joined(...whole.slice(1)));
    const error = eventOf('error', { error: { type: 'api_error' } });
    expect(String(await runOf(...whole, error).ending())).toBe(joined(...whole.slice(1), error));
  });

  it('is not taken for ever, nor kept', async () => {
    const flood = Array.from({ length: 100 }, () => Buffer.from(`: ${'x'.repeat(CHUNK - 4)}\n\n`));
    const run = runOf(...whole, ...flood);
    expect((await run.ending()).length).toBeLessThan(HELD_MOST);
    expect(run.pulled).toBeLessThan(10);
    await turn();
    expect(run.returned).toBe(true);
  });

  it('is not waited for longer than a second', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const run = runOf(...whole, 'silence');
    let isOver = false;
    const ending = run.ending().finally(() => (isOver = true));
    await jest.advanceTimersByTimeAsync(999);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect(String(await ending)).toBe(joined(...whole.slice(1)));
  });

  it('leaves no timer behind where the provider closes at once', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
    const run = runOf(...whole);
    await run.ending();
    run.patience.end();
    expect(jest.getTimerCount()).toBe(0);
  });
});
