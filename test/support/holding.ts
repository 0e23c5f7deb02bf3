import { until } from './admin';
import { QUESTION, type Reply } from './ask';
import type { TestSimulator } from './simulator';

let canaries = 0;

/** A question that no other test asks, whose answers do not come, or break off and stay open. */
export async function endlessQuestion(
  simulator: TestSimulator,
  trouble: 'hang' | 'hang-after:4' = 'hang',
): Promise<string> {
  canaries += 1;
  const question = `endless canary ${String(canaries)}?`;
  await simulator.trouble(trouble, { match: question, times: 1000 });
  return question;
}

/** How many of these questions are with the provider now. */
export async function underWay(simulator: TestSimulator, question: string): Promise<number> {
  return (await simulator.requests(question)).filter(({ outcome }) => outcome === 'open').length;
}

export async function untilUnderWay(simulator: TestSimulator, question: string, many: number): Promise<void> {
  await until(
    () => underWay(simulator, question),
    (now) => now === many,
  );
}

/** A request that is under way until it is answered or its client leaves. */
export interface Held {
  /** Undefined for a client that left. */
  readonly answer: Promise<Reply | undefined>;
  readonly leave: () => void;
}

/** Asks, and does not wait for the answer. */
export function hold(
  gateway: { readonly url: string },
  key: string,
  question: string,
  options: object = {},
): Held {
  const controller = new AbortController();
  const answer = fetch(`${gateway.url}/api/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ ...QUESTION, question, ...options }),
    signal: controller.signal,
  })
    .then(async (response) => {
      const { status, headers } = response;
      const text = await response.text();
      return { status, headers, text, body: JSON.parse(text) as Reply['body'] };
    })
    .catch(() => undefined);
  return {
    answer,
    leave: () => {
      controller.abort();
    },
  };
}

/** The answers so far, in the order of their coming. */
export function answersOf(requests: readonly Held[]): readonly Reply[] {
  const answers: Reply[] = [];
  for (const { answer } of requests) void answer.then((reply) => reply && answers.push(reply));
  return answers;
}

/** Takes so many places, as soon as they are free. */
export async function holdAll(
  simulator: TestSimulator,
  question: string,
  many: number,
  holdOne: () => Held,
): Promise<readonly Held[]> {
  const held: Held[] = [];
  await until(
    async () => {
      held.push(holdOne());
      return underWay(simulator, question);
    },
    (now) => now === many,
  );
  return held;
}
