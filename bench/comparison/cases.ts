import { messageOf } from '../parts/messages';
import type { Shot } from '../parts/load';
import { eventsOf, PLAIN_BODY } from '../upstream/answers';
import type { Contender, ContenderName } from './contender';

/** How many events a stream has that is measured, and one that only makes warm. */
const EVENTS = 200;
const EVENTS_TO_WARM = 10;
const ANSWER = (JSON.parse(PLAIN_BODY) as { readonly content: readonly { readonly text: string }[] })
  .content[0]?.text;

/**
 * Work that takes the same way through a contender, and how many requests of it make that way warm: V8 compiles what has
 * run often, and a cold request costs several times as much. A gateway goes on growing quicker up to some 24,000 requests;
 * the rounds do the rest.
 */
export const WARM_AFTER = {
  plain: 12_000,
  streamed: 10_000,
  query: 6000,
  refused: 6000,
  large: 2000,
} as const;

type Kind = keyof typeof WARM_AFTER;

/** What every contender is given to do. */
export interface Case {
  /** Of `--only`. */
  readonly id: string;
  readonly title: string;
  readonly connections: number;
  /** Of the upstream, before it answers. */
  readonly latencyMs: number;
  /** Of a stream of the upstream's. */
  readonly events: number;
  /** What makes the same way warm in less time. */
  readonly warmWith?: Case;
  /** What CPU time is told of. */
  readonly unit: Unit;
  readonly contenders: readonly ContenderName[];
  readonly kind: Kind;
  /** What is sent to a contender, and what has to come back. */
  shotAt(contender: Contender): Omit<Shot, 'amount' | 'connections'>;
  /** How many calls reach the upstream for each request to a contender. */
  callsOf(contender: Contender): 0 | 1;
}

/** CPU time is told for so many requests, or so many events of streams. */
export interface Unit {
  readonly name: '1,000 requests' | '100,000 events';
  readonly perRequest: number;
  readonly amount: number;
}

const REQUESTS: Unit = { name: '1,000 requests', perRequest: 1, amount: 1000 };
const EVERYBODY = ['direct', 'raw', 'embedded', 'shared', 'portkey'] as const;

const JSON_TYPE = { 'anthropic-version': '2023-06-01' };
const always = (): 1 => 1;

function messages(connections: number, latencyMs: number): Case {
  const callers = connections === 1 ? '1 caller' : `${String(connections)} callers`;
  return {
    id: `messages-${String(connections)}${latencyMs === 0 ? '' : `-${String(latencyMs)}ms`}`,
    title: `/v1/messages, ${callers}, upstream ${String(latencyMs)} ms`,
    connections,
    latencyMs,
    events: EVENTS,
    unit: REQUESTS,
    contenders: EVERYBODY,
    kind: 'plain',
    shotAt: (contender) => native(contender, messageOf(), PLAIN_BODY),
    callsOf: always,
  };
}

function streams(events: number): Case {
  const answer = eventsOf(events).join('');
  return {
    ...messages(32, 0),
    id: 'streams',
    kind: 'streamed',
    title: `/v1/messages, 32 streams of ${String(events)} events`,
    events,
    unit: { name: '100,000 events', perRequest: events, amount: 100_000 },
    shotAt: (contender) => native(contender, messageOf({ stream: true }), answer),
  };
}

function native(
  { url, headers }: Contender,
  body: string,
  answer: string,
): Omit<Shot, 'amount' | 'connections'> {
  return {
    url: `${url}/v1/messages`,
    headers: { ...JSON_TYPE, ...headers },
    body,
    status: 200,
    isRight: (received) => received === answer,
  };
}

const QUESTION = JSON.stringify({
  question: 'Which plan earns more? '.repeat(6),
  context: {
    plans: [
      { name: 'pro', mrr: 3400 },
      { name: 'basic', mrr: 1200 },
    ],
    currency: 'USD',
  },
});

const query: Case = {
  id: 'query',
  title: '/api/query, 32 callers (direct and raw: /v1/messages)',
  connections: 32,
  latencyMs: 0,
  events: EVENTS,
  unit: REQUESTS,
  contenders: ['direct', 'raw', 'embedded', 'shared', 'express-sdk'],
  kind: 'query',
  shotAt: (contender) =>
    contender.answersQueries
      ? {
          url: `${contender.url}/api/query`,
          headers: contender.headers,
          body: QUESTION,
          status: 200,
          isRight: (body) => (JSON.parse(body) as { readonly answer?: unknown }).answer === ANSWER,
        }
      : native(contender, messageOf(), PLAIN_BODY),
  callsOf: always,
};

const refused: Case = {
  id: 'refused',
  title: 'a refused key, 32 callers (raw: a plain request, not refused)',
  connections: 32,
  latencyMs: 0,
  events: EVENTS,
  unit: REQUESTS,
  contenders: ['raw', 'embedded', 'shared'],
  kind: 'refused',
  shotAt: (contender) => ({
    ...native(contender, messageOf(), PLAIN_BODY),
    ...(contender.strangersKey === undefined
      ? {}
      : {
          headers: { ...JSON_TYPE, 'x-api-key': contender.strangersKey },
          status: 401,
          isRight: (body) => body.includes('"error_code":"credential_invalid"'),
        }),
  }),
  callsOf: ({ strangersKey }) => (strangersKey === undefined ? 1 : 0),
};

/** In the order in which they are measured and told. */
export const CASES: readonly Case[] = [
  messages(1, 0),
  messages(32, 0),
  messages(256, 0),
  messages(1, 50),
  messages(32, 50),
  messages(256, 50),
  { ...streams(EVENTS), warmWith: streams(EVENTS_TO_WARM) },
  query,
  refused,
  {
    ...messages(32, 0),
    id: 'large',
    kind: 'large',
    title: '/v1/messages, a body of 200 KB, 32 callers',
    shotAt: (contender) => native(contender, messageOf({ bytes: 200_000 }), PLAIN_BODY),
  },
];
