import { GatewayError } from '../../kernel';
import { configOf } from '../../config/config.fixture';
import { RequestRecords } from '../../http';
import { recordOf } from '../../http/records.fixture';
import type { RedisConnection } from '../../storage';
import { storeOfBlock } from '../../storage/store.fixture';
import { Traffic } from '../traffic';
import { StoresRule } from './stores.rule';

describe('the stores', () => {
  const store = storeOfBlock('sqlite');
  const away = recordOf({ failure: new GatewayError('store_unavailable', 'Words of a fixture') });

  it.each<[string, RedisConnection['state'], 'there' | 'gone', number, unknown[]]>([
    ['are well', 'up', 'there', 0, []],
    ['are well without Redis', 'none', 'there', 0, []],
    ['lack Redis', 'away', 'there', 0, [['redis', 'warning', 1]]],
    ['lack Redis, for which requests were refused', 'away', 'there', 3, [['redis', 'warning', 1]]],
    ['lack the database', 'up', 'gone', 0, [['database', 'critical', 1]]],
    ['lack the database now and then', 'none', 'there', 3, [['database', 'critical', 3]]],
    [
      'lack both',
      'away',
      'gone',
      3,
      [
        ['redis', 'warning', 1],
        ['database', 'critical', 3],
      ],
    ],
  ])('%s', async (_, state, database, refused, told) => {
    const traffic = new Traffic(new RequestRecords(), configOf());
    for (let count = 0; count < refused; count += 1) traffic.note(away);
    const db = database === 'gone' ? await store.gone() : store.database;
    const rule = new StoresRule(db, { state } as RedisConnection, traffic);
    const readings = await rule.look();
    expect(readings.map(({ thing, severity, value }) => [thing, severity, value])).toEqual(told);
  });
});
