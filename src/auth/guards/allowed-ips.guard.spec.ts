import { contextOf, executionOf } from '../../http/execution.fixture';
import { parseNetworks } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { principalOf } from '../principal.fixture';
import { AllowedIpsGuard } from './allowed-ips.guard';

const guard = new AllowedIpsGuard();

const enter = (networks: readonly string[] | undefined, from: string) => (): boolean => {
  const allowedNetworks = networks === undefined ? undefined : parseNetworks(networks);
  return guard.canActivate(executionOf(contextOf({ from, principal: principalOf({ allowedNetworks }) })));
};

describe('the networks of a key', () => {
  it.each([
    [undefined, '203.0.113.9'],
    [['10.0.0.0/8'], '10.1.2.3'],
    [['192.0.2.1', '::1'], '::1'],
  ])('%j admit %s', (networks, from) => {
    expect(enter(networks, from)()).toBe(true);
  });

  it.each([
    [['10.0.0.0/8'], '11.0.0.1'],
    [['192.0.2.1'], 'junk'],
    [['nothing readable'], '127.0.0.1'],
    [[], '127.0.0.1'],
  ])('%j refuse %s', async (networks, from) => {
    expect((await refusalOf(enter(networks, from))).code).toBe('ip_denied');
  });

  it('do not concern who came without a credential', () => {
    expect(guard.canActivate(executionOf(contextOf()))).toBe(true);
  });
});
