import {
  SHORT_MESSAGE,
  answerWith,
  beginStream,
  startNativeUpstream,
  writePieces,
  type Arrival,
  type NativeUpstream,
} from './native-upstream';
import { beginning, ending } from './streams';

const MOST_CALLS = 20;

export type Trouble = (arrival: Arrival) => unknown;

/** A provider some of whose models are sick; the others answer shortly. */
export interface SickUpstream {
  readonly upstream: NativeUpstream;
  /** Models that fail, each in a way of its own. */
  readonly sick: Map<string, Trouble>;
  /** What came for a model since the last cure. */
  askedFor(model: string): readonly Arrival[];
  /** Makes all models well, and forgets what came. */
  cure(): void;
}

export const failing: Trouble = (arrival) => {
  answerWith(arrival, 500, { type: 'error', error: { type: 'api_error', message: 'Trouble' } });
};

export async function startSickUpstream(): Promise<SickUpstream> {
  const upstream = await startNativeUpstream();
  const sick = new Map<string, Trouble>();
  const answer = async (arrival: Arrival): Promise<unknown> => {
    const { model, stream } = JSON.parse(arrival.body.toString()) as { model: string; stream?: boolean };
    const trouble = sick.get(model);
    if (trouble !== undefined) return trouble(arrival);
    if (stream !== true) {
      answerWith(arrival, 200, { ...SHORT_MESSAGE, model });
      return undefined;
    }
    beginStream(arrival);
    await writePieces(arrival, [beginning(7, model), ending(3)]);
    return arrival.response.end();
  };
  return {
    upstream,
    sick,
    askedFor: (model) => upstream.arrivals.filter(({ body }) => body.includes(`"model":"${model}"`)),
    cure: () => {
      sick.clear();
      upstream.follow(answer);
    },
  };
}

/** Makes a model fail until its circuit is open, and tells how many calls it took. */
export async function openCircuit(
  provider: SickUpstream,
  model: string,
  trouble: Trouble,
  call: () => Promise<unknown>,
): Promise<number> {
  provider.sick.set(model, trouble);
  for (let calls = 1; calls <= MOST_CALLS; calls += 1) {
    const before = provider.askedFor(model).length;
    await call();
    if (provider.askedFor(model).length === before) return calls;
  }
  throw new Error(`The circuit is still closed after ${String(MOST_CALLS)} calls`);
}
