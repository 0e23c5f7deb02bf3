import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { allOf } from '../all-of.procedure';
import { SqliteThread } from './sqlite-thread';

let folder: string;
let thread: SqliteThread;

const open = (busyTimeoutMs = 100, timeoutMs = 5000): SqliteThread =>
  new SqliteThread({ file: join(folder, 'test.db'), busyTimeoutMs }, { timeoutMs });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-thread-'));
  thread = open();
  await thread.execute('create table t (id integer primary key, text text)', []);
});
afterEach(async () => {
  await thread.close();
  rmSync(folder, { recursive: true });
});

describe('the SQLite thread', () => {
  it('returns rows of what reads, and the number of changes of what writes', async () => {
    const insert = await thread.execute('insert into t values (?, ?), (?, ?)', [1, 'a', 2, 'ü']);
    expect(insert).toMatchObject({ rows: [], changes: 2 });
    expect((await thread.execute('update t set text = ? where id > ?', ['b', 1])).changes).toBe(1);
    expect((await thread.execute('delete from t where id = ?', [9])).changes).toBe(0);
    expect((await thread.execute('select * from t order by id', [])).rows).toEqual([
      { id: 1, text: 'a' },
      { id: 2, text: 'b' },
    ]);
  });

  it('returns the rows of a write that has some', async () => {
    const { rows } = await thread.execute('insert into t values (?, ?) returning id', [7, 'x']);
    expect(rows).toEqual([{ id: 7 }]);
  });

  it('runs statements in the order they were asked for', async () => {
    const asked = Array.from({ length: 50 }, (_, id) =>
      thread.execute('insert into t values (?, null)', [id]),
    );
    const counted = thread.execute('select count(*) as n from t', []);
    await Promise.all(asked);
    expect((await counted).rows).toEqual([{ n: 50 }]);
  });

  it.each([
    ['selec', [], /SQL_?(ITE_)?ERROR/],
    ['select * from nothing', [], /SQLITE_ERROR/],
    ['insert into t values (1, null), (1, null)', [], /SQLITE_CONSTRAINT/],
  ])('rejects %s with SQLite’s own code, and goes on', async (statement, parameters, code) => {
    await expect(thread.execute(statement, parameters)).rejects.toMatchObject({
      message: expect.stringMatching(/./),
      code: expect.stringMatching(code),
    });
    expect((await thread.execute('select 1 as one', [])).rows).toEqual([{ one: 1 }]);
  });

  it('rejects a write while another process holds the file, after the busy time', async () => {
    const other = open();
    await other.execute('begin immediate', []);
    await expect(thread.execute('insert into t values (1, null)', [])).rejects.toMatchObject({
      code: expect.stringMatching(/SQLITE_BUSY/),
    });
    await other.execute('rollback', []);
    expect((await thread.execute('insert into t values (1, null)', [])).changes).toBe(1);
    await other.close();
  });

  it('rejects what takes longer than its time, and takes no late reply for another’s', async () => {
    const hasty = open(100, 50);
    const slow =
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 1e6) select max(i) as n from n';
    await expect(hasty.execute(slow, [])).rejects.toThrow('SQLite did not answer within 50 ms');
    let answer: unknown;
    for (let attempt = 0; attempt < 200 && answer === undefined; attempt += 1) {
      answer = await hasty.execute('select ? as n', [attempt]).then(
        ({ rows }) => ({ attempt, rows }),
        () => undefined,
      );
      if (answer !== undefined) expect(answer).toEqual({ attempt, rows: [{ n: attempt }] });
    }
    expect(answer).toBeDefined();
    await hasty.close();
  });

  const adding = (...ids: readonly number[]) => [
    { sql: 'insert into t values (?, null)', rows: ids.map((id) => [id]) },
  ];
  const ids = async (): Promise<unknown> => (await thread.execute('select id from t order by id', [])).rows;

  it('runs a procedure as one transaction: all of it, or nothing', async () => {
    await thread.run(allOf, adding(1, 2));
    await expect(thread.run(allOf, adding(3, 4, 1))).rejects.toMatchObject({
      code: expect.stringMatching(/SQLITE_CONSTRAINT/),
    });
    await thread.run(allOf, adding(5));
    expect(await ids()).toEqual([{ id: 1 }, { id: 2 }, { id: 5 }]);
  });

  it('rejects a procedure while another process holds the file, and runs it later', async () => {
    const other = open();
    await other.execute('begin immediate', []);
    await expect(thread.run(allOf, adding(1))).rejects.toMatchObject({
      code: expect.stringMatching(/SQLITE_BUSY/),
    });
    await other.execute('rollback', []);
    await thread.run(allOf, adding(2));
    expect(await ids()).toEqual([{ id: 2 }]);
    await other.close();
  });

  it.each([
    ['a module', { ...allOf, module: 'storage/nowhere' }, /Cannot find module/],
    ['a name', { ...allOf, name: 'nothing' }, /has no procedure nothing/],
  ])('rejects a procedure of which there is no such %s, and goes on', async (_, procedure, message) => {
    await expect(thread.run(procedure, adding(1))).rejects.toThrow(message);
    await thread.run(allOf, adding(2));
    expect(await ids()).toEqual([{ id: 2 }]);
  });

  it('rejects everything after it was closed', async () => {
    await thread.close();
    await expect(thread.execute('select 1', [])).rejects.toThrow('The SQLite thread has been closed');
  });

  it('rejects what was waiting when it was closed', async () => {
    const slow =
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 3e5) select max(i) from n';
    const waiting = Array.from({ length: 5 }, () =>
      thread.execute(slow, []).catch((error: unknown) => error),
    );
    await thread.close();
    for (const outcome of await Promise.all(waiting)) expect(outcome).toBeInstanceOf(Error);
  });

  it('rejects everything when the file cannot be opened', async () => {
    const file = join(folder, 'missing', 'folder', 'x.db');
    const lost = new SqliteThread({ file, busyTimeoutMs: 100 }, { timeoutMs: 5000 });
    await expect(lost.execute('select 1', [])).rejects.toThrow();
    await expect(lost.execute('select 1', [])).rejects.toThrow();
    await lost.close();
  });

  it('keeps what it acknowledged, in WAL and with every commit on the disk', async () => {
    await thread.execute('insert into t values (?, ?)', [1, 'kept']);
    await thread.close();
    thread = open();
    expect((await thread.execute('select text from t', [])).rows).toEqual([{ text: 'kept' }]);
    expect((await thread.execute('pragma journal_mode', [])).rows).toEqual([{ journal_mode: 'wal' }]);
    expect((await thread.execute('pragma synchronous', [])).rows).toEqual([{ synchronous: 2 }]);
  });
});
