import { startSimulator, type RunningSimulator } from '../../simulator';
import type { RecordedRequest } from '../../simulator/recorder';

/** A simulator with its control route, and the settings that make it a gateway's upstream. */
export interface TestSimulator extends RunningSimulator {
  readonly settings: Readonly<Record<string, string>>;
  /** Makes trouble for the next requests whose body contains `match`. */
  trouble(spec: string, options?: { readonly times?: number; readonly match?: string }): Promise<void>;
  requests(match?: string): Promise<readonly RecordedRequest[]>;
}

export const PROVIDER_KEY = 'provider-key-fixture-of-the-tests';

export async function startTestSimulator(): Promise<TestSimulator> {
  const simulator = await startSimulator({ control: true });
  const settings = {
    UPSTREAM: 'anthropic',
    ANTHROPIC_API_KEY: PROVIDER_KEY,
    ANTHROPIC_BASE_URL: simulator.url,
  };
  return {
    ...simulator,
    settings,
    trouble: async (spec, options = {}) => {
      const response = await fetch(`${simulator.url}/_simulator/trouble`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ trouble: spec, ...options }),
      });
      if (!response.ok)
        throw new Error(`The simulator does not know the trouble ${spec}: ${await response.text()}`);
    },
    requests: async (match = '') => {
      const response = await fetch(`${simulator.url}/_simulator/requests?match=${encodeURIComponent(match)}`);
      return (await response.json()) as readonly RecordedRequest[];
    },
  };
}
