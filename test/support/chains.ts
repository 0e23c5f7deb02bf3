import type { ChainDetails, ChainView } from '../../src/chains/chain-views';
import { callerWith, type Call, type Shown } from './admin';
import { ask, QUESTION } from './ask';
import { parseEvents } from './events';
import type { TestGateway } from './gateway';
import type { TestSimulator } from './simulator';

/** What an answer of `POST /api/query` says of its chain. */
export interface Answered {
  readonly answer: string;
  readonly chain_id: string;
  readonly turns_sent: number;
  readonly cost_usd: number;
  readonly degraded: boolean;
  readonly request_id: string;
}

/** Who asks, and where. */
export interface Asker {
  readonly url: string;
  readonly key: string;
}

/** A member with a key that no other test has. */
export async function memberOf(gateway: TestGateway): Promise<Asker & { readonly call: Call }> {
  const key = await gateway.createKey();
  return { url: gateway.url, key, call: callerWith(gateway, key) };
}

/** Asks a question that has to be answered; of a stream it gives the last event. */
export async function answerTo(
  asker: Asker,
  question: object,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const { status, body, text } = await ask<Answered | undefined>(
    asker,
    { ...QUESTION, ...question },
    headers,
  );
  const done: unknown = body ?? parseEvents(text).find(({ event }) => event === 'done')?.data;
  if (status !== 200 || done === undefined) throw new Error(`No answer: ${String(status)} ${text}`);
  return done as Answered;
}

/** A chain that has to be visible. */
export async function chainSeenBy(call: Call, id: string): Promise<ChainDetails> {
  const { status, body, text } = await call<ChainDetails>('GET', `/api/chains/${id}`);
  if (status !== 200) throw new Error(`No chain: ${String(status)} ${text}`);
  return body;
}

/** A list that has to be answered. */
export async function chainsSeenBy(call: Call, query = ''): Promise<Shown<ChainView>> {
  const { status, body, text } = await call<Shown<ChainView>>('GET', `/api/chains${query}`);
  if (status !== 200) throw new Error(`No list: ${String(status)} ${text}`);
  return body;
}

/** A turn as it was sent upstream: who says it, and its texts. */
type SentTurn = readonly [role: string, ...texts: readonly string[]];

interface SentBody {
  readonly messages: readonly {
    readonly role: string;
    readonly content: readonly { readonly text: string }[];
  }[];
}

/** The turns of the last request upstream that holds the mark. */
export async function turnsSent(simulator: TestSimulator, mark: string): Promise<readonly SentTurn[]> {
  const record = (await simulator.requests(mark)).at(-1);
  if (record === undefined) throw new Error(`Nothing with ${mark} reached the upstream`);
  const { messages } = JSON.parse(record.body) as SentBody;
  return messages.map(({ role, content }) => [role, ...content.map(({ text }) => text)] as const);
}

/** An analytics query of one month. */
export const MRR = {
  query_type: 'mrr_analysis',
  parameters: {
    data: {
      months: [
        {
          month: '2026-10',
          starting_mrr: 918_273,
          new_mrr: 10,
          expansion_mrr: 0,
          contraction_mrr: 0,
          churned_mrr: 0,
        },
      ],
    },
  },
} as const;
