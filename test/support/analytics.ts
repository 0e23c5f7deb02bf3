import { randomUUID } from 'node:crypto';
import type { AnalyticsAnswer } from '../../src/analytics/analytics-answer';
import type { QueryTypeView } from '../../src/analytics/query-types';
import type { LedgerRow } from '../../src/storage';
import { callerWith, idOf, until, type Shown } from './admin';
import type { Reply } from './ask';
import type { TestGateway } from './gateway';
import { faultsOf, placed, type SchemaField } from './json-schema';
import { ledgerOf } from './ledger';
import { answerWith, startNativeUpstream, type Arrival } from './native-upstream';
import { startTestSimulator, type TestSimulator } from './simulator';

export const ROUTE = '/api/analytics-query';
/** As many fields as a refusal names. */
export const NAMED = 20;
const AT_ONCE = 16;
export const TYPES = ['mrr_analysis', 'churn_analysis', 'conversion_analysis', 'cohort_analysis'] as const;

type Fields = Readonly<Record<string, unknown>>;
type Caller = Readonly<{ url: string; key: string }>;

export interface Asked {
  readonly query_type: string;
  readonly parameters: Fields;
}

/** Asks a query; anything but an answer is a problem document, whose fields are read by name. */
export function run(
  { url, key }: Caller,
  asked: object | string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Reply<AnalyticsAnswer & Fields>> {
  return callerWith({ url }, key)('POST', ROUTE, asked, headers);
}

/** Asks as a client that may leave. */
export function holdRun(
  { url, key }: Caller,
  asked: Asked,
  requestId: string,
): { readonly leave: () => void } {
  const client = new AbortController();
  const headers = { 'content-type': 'application/json', 'x-api-key': key, 'x-request-id': requestId };
  const init = { method: 'POST', headers, body: JSON.stringify(asked), signal: client.signal };
  fetch(url + ROUTE, init).catch(() => undefined);
  return {
    leave: () => {
      client.abort();
    },
  };
}

/** Resolves when so many requests of a caller were let in, and one more has gone the same way after them. */
export async function letIn({ url, key }: Caller, many: number): Promise<void> {
  const call = callerWith({ url }, key);
  await until(
    () => call('GET', '/api/rate-limit-status'),
    ({ body }) => body['requests_used'] === many,
  );
  await run({ url, key }, { query_type: TYPES[0], parameters: {} });
}

/** The rows of all calls of a key. */
export async function rowsOfKey(
  gateway: Pick<TestGateway, 'database'>,
  key: string,
): Promise<readonly LedgerRow[]> {
  return (await ledgerOf(gateway)).filter(({ key_id: id }) => id === idOf(key));
}

/** The query types as somebody sees them who may. */
export async function typesFor({ url, key }: Caller): Promise<Shown<QueryTypeView>> {
  const { body } = await callerWith({ url }, key)<Shown<QueryTypeView>>('GET', `${ROUTE}/types`);
  return body;
}

/** A question that nobody else asks, of numbers that are easy to know, and what marks it on the wire. */
export function ownFunnel(): { readonly asked: Asked; readonly mark: string } {
  const mark = `step-${randomUUID().replaceAll('-', '')}`;
  const steps = [
    { step: 'visit', count: 4000 },
    { step: mark, count: 3000 },
  ];
  return { mark, asked: { query_type: 'conversion_analysis', parameters: { data: { steps } } } };
}

/** The same of a type whose marks are numbers. */
export function ownMrr(): { readonly asked: Asked; readonly mark: string } {
  const starting_mrr = 1e9 + parseInt(randomUUID().slice(0, 6), 16);
  const moved = { new_mrr: 0, expansion_mrr: 0, contraction_mrr: 0, churned_mrr: 0 };
  const data = { months: [{ month: '2026-04', starting_mrr, ...moved }] };
  return { mark: String(starting_mrr), asked: { query_type: 'mrr_analysis', parameters: { data } } };
}

/** What the provider was sent. */
export interface SentRequest {
  readonly max_tokens: number;
  readonly output_config: { readonly format: { readonly type: string; readonly schema: Fields } };
  readonly messages: readonly {
    readonly role: string;
    readonly content: readonly { readonly type: string; readonly text: string }[];
  }[];
}

/** All that reached the provider with a mark, oldest first. */
export async function sentWith(simulator: TestSimulator, mark: string): Promise<readonly SentRequest[]> {
  return (await simulator.requests(mark)).map(({ body }) => JSON.parse(body) as SentRequest);
}

/** What a client of that type sends, as the gateway tells of it. */
export async function exampleFor(caller: Caller, type: string): Promise<Asked> {
  const view = (await typesFor(caller)).data.find(({ id }) => id === type);
  return { query_type: type, parameters: view?.parameters.examples[0] as Fields };
}

/** How many requests the provider has got so far. */
export async function countOf({ url }: TestSimulator): Promise<number> {
  const response = await fetch(`${url}/_simulator/counts`);
  return ((await response.json()) as { readonly requests: number }).requests;
}

/** Scripts what the model says to the requests with a mark, one after the other. */
export async function says(simulator: TestSimulator, mark: string, ...answers: unknown[]): Promise<void> {
  for (const said of answers) {
    const text = typeof said === 'string' ? said : JSON.stringify(said);
    await simulator.trouble(`say:${encodeURIComponent(text)}`, { match: mark });
  }
}

/** A simulator behind a door: while it is shut, requests arrive and wait. */
export interface GuardedSimulator extends TestSimulator {
  readonly arrivals: readonly Arrival[];
  /** Shuts the door; what it returns opens it. */
  shut(): () => void;
}

export async function startGuardedSimulator(): Promise<GuardedSimulator> {
  const [simulator, door] = await Promise.all([startTestSimulator(), startNativeUpstream()]);
  let opened = Promise.resolve();
  door.follow(async (arrival) => {
    await opened;
    if (arrival.response.destroyed) return;
    const { method, target, body, headers: sent } = arrival;
    const headers = sent.filter(([name]) => !/^(?:host|connection|content-length)$/.test(name));
    const init = { method, headers: headers.map(([name, value]): [string, string] => [name, value]) };
    const answer = await fetch(simulator.url + target, { ...init, body: new Uint8Array(body) });
    answerWith(arrival, answer.status, await answer.text());
  });
  return {
    ...simulator,
    settings: door.settings,
    arrivals: door.arrivals,
    shut: () => {
      let open: () => void = () => undefined;
      opened = new Promise((resolve) => {
        open = resolve;
      });
      return open;
    },
    close: async () => {
      await Promise.all([simulator.close(), door.close()]);
    },
  };
}

/** A field as refusals name it. */
export const inParameters = (path: readonly string[]): string => ['parameters', ...path].join('.');
/** What is wrong in itself is named by the list that it stands in. */
export const named = (path: readonly string[]): readonly string[] =>
  path.at(-1) === '0' ? path.slice(0, -1) : path;

/** One request, and the fields that its refusal has to name. */
export interface Attempt {
  readonly parameters: Fields;
  readonly fields: readonly string[];
}

/** What of many attempts was not refused as it should be. */
export async function unrefused(
  gateway: Caller,
  type: string,
  attempts: readonly Attempt[],
): Promise<readonly unknown[]> {
  const wrong: unknown[] = [];
  for (let at = 0; at < attempts.length; at += AT_ONCE) {
    const some = attempts.slice(at, at + AT_ONCE).map(async ({ parameters, fields }) => {
      const { status, body } = await run(gateway, { query_type: type, parameters });
      const told = body['fields'] as readonly string[] | undefined;
      const isNamed = (field: string): boolean =>
        told?.some((one) => `${one}.`.startsWith(`${field}.`)) === true;
      const isRight = status === 400 && body['code'] === 'validation_failed' && fields.every(isNamed);
      if (!isRight) wrong.push({ status, fields, told, sent: JSON.stringify(parameters).slice(0, 300) });
    });
    await Promise.all(some);
  }
  return wrong;
}

/** The words in a field: in a list many of them, each in an item of its own. */
export function carrying(parameters: Fields, field: SchemaField, words: readonly string[]): Attempt[] {
  const { path, schema } = field;
  const refused = words.filter((word) => faultsOf(schema, word).length > 0);
  const at = path.indexOf('0');
  if (at === -1)
    return refused.map((word) => ({
      parameters: placed(parameters, path, word),
      fields: [inParameters(path)],
    }));
  const [list, rest] = [path.slice(0, at), path.slice(at + 1)];
  const [item] = list.reduce<unknown>((inner, name) => (inner as Fields)[name], parameters) as [Fields];
  const attempts: Attempt[] = [];
  for (let from = 0; from < refused.length; from += NAMED) {
    const some = refused.slice(from, from + NAMED);
    attempts.push({
      parameters: placed(
        parameters,
        list,
        some.map((word) => placed(item, rest, word)),
      ),
      fields: some.map((_, n) => inParameters([...list, String(n), ...named(rest)])),
    });
  }
  return attempts;
}
