import { FixedClock } from '../../kernel/clock.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { ENGINES, storeOfBlock } from '../../storage/store.fixture';
import { addCalls, addNames, CALLS, callOf, NOON } from './calls.fixture';
import { UsageReports, type UsageFile } from './usage-reports';

describe.each(ENGINES)('files of usage reports on %s', (engine) => {
  const store = storeOfBlock(engine);
  let reports: UsageReports;
  beforeEach(async () => {
    reports = new UsageReports(store.database, new FixedClock(NOON));
    await addNames(store.database);
  });

  it.each(['page', 'page_size'] as const)('have no %s', async (field) => {
    const { code, extras } = await refusalOf(() => reports.file({ [field]: '1' }, 'all'));
    expect([code, extras.fields]).toEqual(['validation_failed', [field]]);
  });

  it('have all groups', async () => {
    await addCalls(store.database, CALLS);
    const { name, text } = await reports.file(
      { group_by: 'key', from: '2026-11-20', to: '2026-11-21T12:00:00Z', sort: 'key_id' },
      'all',
    );
    expect(name).toBe('sallyport-usage-2026-11-20-2026-11-21.csv');
    expect(text.split('\r\n').slice(1)).toEqual([
      'aaaaaaaaaaaa,billing,2,2,0,0,0,0,200,40,14,10,2,0.0006,0',
      'bbbbbbbbbbbb,,1,1,0,0,0,0,7,20,7,5,1,0.0008,0',
      ',,2,2,0,0,0,0,200,40,14,10,2,0.0048,0',
      '',
    ]);
  });

  it('write a hostile name of a key so that no spreadsheet calculates it', async () => {
    await store.database.attempt((db) =>
      db.updateTable('api_keys').set({ name: '=HYPERLINK("http://evil.example","x")' }).execute(),
    );
    await addCalls(store.database, [callOf({ created_at: NOON - 1 })]);
    const { text } = await reports.file({ group_by: 'key' }, 'all');
    expect(text).toContain(',"\'=HYPERLINK(""http://evil.example"",""x"")",1,');
  });

  it('refuse a file that is too long', async () => {
    const models = ['a', 'b', 'c'];
    await addCalls(
      store.database,
      models.map((model) => callOf({ created_at: NOON - 1, model })),
    );
    const file = (group_by: string, lines: number): Promise<UsageFile> =>
      reports.file({ group_by }, 'all', lines);
    expect((await file('model', 3)).text.split('\r\n')).toHaveLength(5);
    expect((await file('day', 1)).text.split('\r\n')).toHaveLength(3);
    const { code, extras, message } = await refusalOf(() => file('model', 2));
    expect([code, extras.fields]).toEqual(['validation_failed', ['from']]);
    expect(message).toContain('at most 2 lines');
  });
});
