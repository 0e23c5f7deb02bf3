import type { SinkTrials } from '../../alerts';
import { configOf } from '../../config/config.fixture';
import type { Finding, Verdict } from '../check';
import { AlertChecks } from './alert.checks';

const WEBHOOK = { ALERT_WEBHOOK_URL: 'https://alerts.example.com' };

interface Case {
  readonly env?: Readonly<Record<string, string>>;
  readonly sendsTest?: boolean;
  readonly reached?: boolean;
}

async function look({ env = WEBHOOK, sendsTest = true, reached = true }: Case): Promise<Finding | undefined> {
  let sent = 0;
  const trials = {
    send: () => {
      sent += 1;
      return Promise.resolve([{ sink: 'webhook', reached, reason: reached ? undefined : 'it answered 404' }]);
    },
  } as unknown as SinkTrials;
  const finding = await new AlertChecks(configOf(env), trials, { sendsTest }).all[0]?.look();
  expect(sent).toBe(sendsTest && env === WEBHOOK ? 1 : 0);
  return finding;
}

it.each<[Case, Verdict, string]>([
  [{ env: {} }, 'warning', 'Alerts go to the log, and call nobody'],
  [{ sendsTest: false }, 'pass', 'Alerts go to log, webhook; npm run doctor sends one to try it'],
  [{}, 'pass', 'A test message has reached log, webhook'],
  [{ reached: false }, 'failure', 'A test message did not reach webhook (it answered 404)'],
])('alerts of %j are a %s', async (given, status, why) => {
  expect(await look(given)).toMatchObject({ status, why });
});
