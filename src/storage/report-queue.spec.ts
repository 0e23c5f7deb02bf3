import { refusalOf } from '../kernel/refusal.fixture';
import { ReportQueue } from './report-queue';

/** Something that comes when it is told to. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('the queue of reports', () => {
  it('makes two at a time', async () => {
    const queue = new ReportQueue();
    const { opened, open } = gate();
    let begun = 0;
    const all = Array.from({ length: 5 }, () =>
      queue.inTurn(() => {
        begun += 1;
        return opened;
      }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toBe(2);
    open();
    await Promise.all(all);
    expect(begun).toBe(5);
  });

  it('refuses when too many wait, and makes them again when there are fewer', async () => {
    const queue = new ReportQueue();
    const { opened, open } = gate();
    const all = Array.from({ length: 128 }, () => queue.inTurn(() => opened));
    expect(await refusalOf(() => queue.inTurn(() => opened))).toMatchObject({
      code: 'overloaded',
      extras: { retry_after: 1 },
    });
    open();
    await Promise.all(all);
    expect(await queue.inTurn(() => Promise.resolve('made'))).toBe('made');
  });

  it('does not begin what has waited too long', async () => {
    const queue = new ReportQueue(-1);
    expect((await refusalOf(() => queue.inTurn(() => Promise.resolve('made')))).code).toBe('overloaded');
  });

  it('passes on what the work throws', async () => {
    const mine = new Error('mine');
    await expect(new ReportQueue().inTurn(() => Promise.reject(mine))).rejects.toBe(mine);
  });
});
