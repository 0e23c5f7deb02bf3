import { randomUUID } from 'node:crypto';
import type { ErrorGroup } from '../../src/diagnostics/error-groups';
import { adminOf, callerWith } from './admin';
import { ask, post, QUESTION, type Reply } from './ask';
import type { TestGateway } from './gateway';
import type { TestSimulator } from './simulator';

export const SUMMARY = '/debug/summarize-errors';
/** Our words in each request for a summary, and in no other. */
export const TASK = 'errors of an HTTP gateway';

/** A summary of errors that there were. */
export interface Summary {
  readonly ai_summary: {
    readonly summary_text: string;
    readonly structured_insight: Readonly<Record<string, unknown>> | null;
  };
  readonly provider: string | null;
  readonly groups: readonly ErrorGroup[];
  readonly degraded: boolean;
  readonly reason: string | null;
  readonly cost_usd: number;
  readonly request_id: string;
}

/** Asks as an administrator whom no other test has: each may ask twice a minute. */
export async function summaryOf(gateway: TestGateway): Promise<Reply<Summary>> {
  return (await adminOf(gateway)).call<Summary>('GET', SUMMARY);
}

interface SentBody {
  readonly messages: readonly {
    readonly role: string;
    readonly content: readonly { readonly text: string }[];
  }[];
  readonly output_config: { readonly format: { readonly type: string; readonly schema: object } };
}

/** The last request for a summary, as it came upstream. */
export async function summarySent(
  simulator: TestSimulator,
): Promise<{ readonly text: string; readonly body: SentBody }> {
  const text = (await simulator.requests(TASK)).at(-1)?.body ?? '';
  return { text, body: JSON.parse(text) as SentBody };
}

/** Sends a request that goes wrong, and waits until the gateway has taken note of it. */
export async function wrong(
  gateway: TestGateway,
  send: (headers: Record<string, string>) => Promise<unknown>,
): Promise<void> {
  const id = `wrong-${randomUUID()}`;
  await send({ 'x-request-id': id });
  await gateway.logged((record) => record['request_id'] === id && record['msg'] === 'request');
}

/** Makes a text of a client's stand in the words of errors, in every way there is: each is a group of its own. */
export async function complainAbout(gateway: TestGateway, text: string): Promise<void> {
  const narrow = { ...gateway, key: await gateway.createKey({ models: ['claude-sonnet-5-5'] }) };
  const posted =
    (path: string, body: object) =>
    (headers: Record<string, string>): Promise<unknown> =>
      post(gateway.url + path, body, { ...headers, 'x-api-key': gateway.key });
  const ways: readonly ((headers: Record<string, string>) => Promise<unknown>)[] = [
    (headers) => ask(gateway, { ...QUESTION, [text]: text, chain_id: text }, headers),
    (headers) => ask(narrow, { ...QUESTION, model: text }, headers),
    (headers) =>
      callerWith(gateway, gateway.key)(
        'GET',
        `/api/chains?${encodeURIComponent(text)}=1`,
        undefined,
        headers,
      ),
    posted('/api/analytics-query', { query_type: text, parameters: {} }),
    posted('/api/analytics-query', { query_type: 'mrr_analysis', parameters: { [text]: 1 } }),
    posted('/v1/messages', { model: 'x', max_tokens: 1, messages: [], [text]: 1 }),
    posted('/api/tokens', { origin: text, [`nested.${text}`]: 1 }),
    posted('/login', { username: text, password: text, [text]: 1 }),
    posted('/token/refresh', { refresh_token: text, [text]: 1 }),
  ];
  for (const way of ways) await wrong(gateway, way);
}
