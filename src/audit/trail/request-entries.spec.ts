import { principalOf } from '../../auth/principal.fixture';
import type { RequestRecord } from '../../http';
import { recordOf } from '../../http/records.fixture';
import { GatewayError } from '../../kernel';
import type { RequestEntry } from '../chain/entry';
import { entryOf, requestEntries } from './request-entries';

const told = (records: readonly RequestRecord[]): readonly RequestEntry[] =>
  requestEntries(records.map(entryOf));
const failure = new GatewayError('credential_invalid', 'words');
const refused = { outcome: 'refused', status: 401, failure } as const;

it.each([
  ['GET', '/health', 0],
  ['GET', '/health/ready', 0],
  ['HEAD', '/', 0],
  ['HEAD', '/api/hello', 0],
  ['GET', '/metrics', 0],
  ['GET', '/dashboard/assets/:file', 0],
  ['GET', '/docs/:file', 0],
  ['GET', '/dashboard', 1],
  ['GET', '/protected', 1],
  ['POST', '/health', 1],
])('a %s %s that is answered leaves %i entries', (method, route, entries) => {
  expect(told([recordOf({ method, route })])).toHaveLength(entries);
});

it('a probe that fails is told of', () => {
  expect(told([recordOf({ route: '/health/ready', method: 'GET', status: 503 })])).toHaveLength(1);
});

it('refusals of nobody known are told in one where they are alike, and apart where they are not', () => {
  const flood = Array.from({ length: 1000 }, (_, at) =>
    recordOf({ ...refused, requestId: `req_${String(at)}` }),
  );
  const elsewhere = recordOf({ ...refused, clientAddress: '192.0.2.7' });
  const known = recordOf({ ...refused, principal: principalOf({}) });
  const entries = told([...flood, elsewhere, known, known]);
  expect(entries.map(({ count, request_id: id, client }) => [count, id, client])).toEqual([
    [1000, 'req_0', '127.0.0.1'],
    [undefined, 'req_1', '192.0.2.7'],
    [undefined, 'req_1', '127.0.0.1'],
    [undefined, 'req_1', '127.0.0.1'],
  ]);
});

it('a flood from ever other addresses leaves no more than some entries, and counts the rest', () => {
  const flood = Array.from({ length: 500 }, (_, at) =>
    recordOf({ ...refused, clientAddress: `2001:db8::${String(at)}` }),
  );
  const entries = told(flood);
  expect(entries).toHaveLength(51);
  expect(entries.at(-1)).toMatchObject({ client: null, route: null, count: 450, code: 'credential_invalid' });
});

it('an entry holds nothing of the error, the header of a trace, or the usage', () => {
  const cause = new Error('a cause');
  const record = recordOf({
    ...refused,
    failure: new GatewayError('overloaded', 'words', { cause }),
    traceparent: 'x',
  });
  const values = Object.values(entryOf(record));
  expect(values.filter((value) => typeof value === 'object' && value !== null)).toEqual([[]]);
  expect(values).not.toContain('x');
});
