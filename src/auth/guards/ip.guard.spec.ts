import { configOf } from '../../config/config.fixture';
import { contextOf, executionOf } from '../../http/execution.fixture';
import { refusalOf } from '../../kernel/refusal.fixture';
import { IpGuard } from './ip.guard';

const enter = (networks: string, from: string) => (): boolean =>
  new IpGuard(configOf({ TRUSTED_IPS: networks })).canActivate(executionOf(contextOf({ from })));

describe('the networks of the gateway', () => {
  it.each([
    ['', '203.0.113.9'],
    ['', 'whatever'],
    ['10.0.0.0/8', '10.1.2.3'],
    ['10.0.0.0/8', '::ffff:10.1.2.3'],
    ['10.0.0.0/8, 2001:db8::/32', '2001:db8::1'],
    ['192.0.2.1', '192.0.2.1'],
  ])('%j let %s in', (networks, from) => {
    expect(enter(networks, from)()).toBe(true);
  });

  it.each([
    ['10.0.0.0/8', '11.0.0.1'],
    ['10.0.0.0/8', '2002:a01:203::1'],
    ['192.0.2.1', '192.0.2.10'],
    ['0.0.0.0/0', '::1'],
    ['0.0.0.0/0', 'junk'],
    ['0.0.0.0/0', ''],
    ['0.0.0.0/0', '010.0.0.1'],
  ])('%j refuse %j by its address', async (networks, from) => {
    expect(await refusalOf(enter(networks, from))).toMatchObject({
      code: 'ip_denied',
      message: `Access denied from IP ${from}: it is not in this gateway's networks`,
    });
  });
});
