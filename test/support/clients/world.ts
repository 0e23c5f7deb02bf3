import { startGateway, type TestGateway } from '../gateway';
import { ledgerOf } from '../ledger';
import { startTestSimulator, type TestSimulator } from '../simulator';
import { LIBRARIES, Library, type LibraryName, type Task } from './library';

/** The last model that `ai` forces tools on. */
export const MODEL = 'claude-sonnet-4-6';

/** A request as it reached the provider; header names in lower case. */
interface Sent {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A gateway with all client libraries before it and the simulator behind it. */
export interface World {
  readonly gateway: TestGateway;
  readonly simulator: TestSimulator;
  library(name: LibraryName): Library;
  /** A task with a key of its own and a question that nobody else asks. */
  freshTask(rights?: Parameters<TestGateway['createKey']>[0]): Promise<Task>;
  /** What reached the provider of that task, oldest first. */
  sentUpstream(task: Task): Promise<readonly Sent[]>;
  /** The rows of the task's key. */
  ledgerOf(task: Task): ReturnType<typeof ledgerOf>;
  /** What the gateway logged of a request id: a record for each attempt, once there is one. */
  logged(requestId: string): Promise<TestGateway['logs']>;
  stop(): Promise<void>;
}

export async function startWorld(settings: Readonly<Record<string, string>> = {}): Promise<World> {
  const simulator = await startTestSimulator();
  const gateway = await startGateway({ settings: { ...simulator.settings, ...settings } });
  const libraries = new Map(LIBRARIES.map((name) => [name, new Library(name)]));
  let questions = 0;
  return {
    gateway,
    simulator,
    library: (name) => libraries.get(name) as Library,
    freshTask: async (rights) => {
      questions += 1;
      const question = `What about ${String(questions)} wölfe?`;
      return { url: gateway.url, key: await gateway.createKey(rights), model: MODEL, question };
    },
    sentUpstream: async ({ question }) =>
      (await simulator.requests(question)).map(({ headers, body }) => ({
        headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
        body: JSON.parse(body) as Sent['body'],
      })),
    ledgerOf: async ({ key }) => (await ledgerOf(gateway)).filter((row) => row.key_id === key.slice(3, 15)),
    logged: async (requestId) => {
      const fits: Parameters<TestGateway['logged']>[0] = ({ msg, request_id }) =>
        msg === 'request' && request_id === requestId;
      await gateway.logged(fits);
      return gateway.logs.filter(fits);
    },
    stop: async () => {
      await Promise.all([...libraries.values()].map((library) => library.stop()));
      await gateway.stop();
      await simulator.close();
    },
  };
}
