import { ask } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';

interface Health {
  readonly checks: Readonly<Record<'database' | 'ledger', Readonly<Record<string, string>>>>;
}

describe('the health report', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await sharedGateway();
  });

  it('tells how connections and commits stand against what the settings allow', async () => {
    await Promise.all([ask(gateway), ask(gateway), ask(gateway)]);
    const { checks } = (await (await fetch(`${gateway.url}/health`)).json()) as Health;
    expect(checks.ledger).toMatchObject({ status: 'up', waiting_for_commit: '0', batch_max: '256' });
    expect(Number(checks.ledger['largest_batch'])).toBeGreaterThanOrEqual(1);
    if (checks.database['engine'] === 'sqlite') {
      expect(checks.database).toEqual({ status: 'up', engine: 'sqlite' });
      return;
    }
    expect(checks.database).toMatchObject({ connections_max: '10', waiting_for_connection: '0' });
    const { connections_open: open, connections_idle: idle } = checks.database;
    expect(Number(open)).toBeGreaterThanOrEqual(1);
    expect(Number(idle)).toBeLessThanOrEqual(Number(open));
  });
});
