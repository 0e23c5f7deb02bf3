import { MountedFolder } from '../../src/secrets/secrets.fixture';
import { startGateway, type TestGateway } from '../support/gateway';
import { startKeyedProvider, type KeyedProvider } from '../support/keyed-provider';
import { startLoad } from '../support/load';
import { print, PROOF_MS } from './print';

const ROTATIONS = Number(process.env['ROTATIONS'] ?? 50);
const CALLERS = 16;
const ANSWERS_BETWEEN = 100;

const keyOf = (number: number): string => `provider-key-fixture-${String(number)}`;

describe('replacing the provider key', () => {
  let folder: MountedFolder;
  let provider: KeyedProvider;
  let gateway: TestGateway;
  beforeAll(async () => {
    globalThis.STORAGE = 'embedded';
    folder = new MountedFolder({ key: keyOf(0) });
    provider = await startKeyedProvider(keyOf(0));
    gateway = await startGateway({
      settings: {
        UPSTREAM: 'anthropic',
        ANTHROPIC_BASE_URL: provider.url,
        ANTHROPIC_API_KEY: folder.reference('key'),
      },
    });
  });
  afterAll(async () => {
    await gateway.stop();
    await provider.close();
    folder.remove();
  });

  it(
    `${String(ROTATIONS)} times under load, the old key refused at once, fails no request`,
    async () => {
      const load = startLoad(gateway, CALLERS);
      const waits: number[] = [];
      for (let number = 1; number <= ROTATIONS; number += 1) {
        const begun = performance.now();
        folder.swap({ key: keyOf(number) });
        provider.take(keyOf(number));
        await provider.taken(keyOf(number), 1);
        waits.push(performance.now() - begun);
        await provider.taken(keyOf(number), ANSWERS_BETWEEN);
      }
      await load.stop();
      const counts = [...provider.seen.values()];
      const sum = (of: 'taken' | 'refused'): number => counts.reduce((total, each) => total + each[of], 0);
      waits.sort((one, other) => one - other);
      print('rotations of the provider key', {
        rotations: ROTATIONS,
        callers: CALLERS,
        'answers to callers': load.answers,
        'of these failed': load.failures.length,
        'requests that the provider took': sum('taken'),
        'requests that it refused for their key, and that were sent again': sum('refused'),
        'ms until the new key was in use, median': (waits[Math.floor(waits.length / 2)] ?? 0).toFixed(0),
        'ms until the new key was in use, longest': (waits.at(-1) ?? 0).toFixed(0),
      });
      expect(load.failures).toEqual([]);
      expect(counts).toHaveLength(ROTATIONS + 1);
      expect(waits.at(-1)).toBeLessThan(60_000);
    },
    PROOF_MS,
  );
});
