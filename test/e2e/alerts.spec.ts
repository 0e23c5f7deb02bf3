import { createHmac } from 'node:crypto';
import { answering, receiver, type Receiver } from '../../src/alerts/sinks/receiver.fixture';
import { ask, QUESTION } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

const SECRET = "a test fixture and nobody's webhook secret: 51e0";
const PATH = '/services/T0FIXTURE/path-that-nobody-may-read';
const REFUSED = 20;
const RULE = 'provider_key_refused';

interface Message {
  readonly delivery: string;
  readonly isSigned: boolean;
  readonly text: string;
  readonly alert: Readonly<Record<string, unknown>>;
}

let simulator: TestSimulator;
let gateway: TestGateway;
let chat: Receiver;
/** Whether the receiver takes what comes and says nothing. */
let hangs = true;
/** Of requests that came while the receiver hung. */
const answered: number[] = [];
let hungAllTheTime: boolean;

beforeAll(async () => {
  const heard = new EventTarget();
  chat = await receiver((socket) => {
    if (!hangs) answering(200)(socket);
    heard.dispatchEvent(new Event('heard'));
  });
  const until = (holds: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!holds()) return;
        heard.removeEventListener('heard', look);
        resolve();
      };
      heard.addEventListener('heard', look);
      look();
    });
  simulator = await startTestSimulator();
  gateway = await startGateway({
    settings: {
      ...simulator.settings,
      ALERT_SINKS: 'log,webhook,cloudwatch',
      ALERT_WEBHOOK_URL: `http://127.0.0.1:${String(chat.port)}${PATH}`,
      ALERT_WEBHOOK_SECRET: SECRET,
    },
  });
  await simulator.trouble('status:401', { times: REFUSED, match: 'refused' });
  const question = { ...QUESTION, question: 'To be refused' };
  for (let count = 0; count < REFUSED; count += 1) {
    const { status } = await ask(gateway, question);
    if (status !== 502) throw new Error(`The provider was to refuse our key; it is ${String(status)}`);
  }
  await until(() => chat.connections > 0);
  for (let count = 0; count < 20; count += 1) answered.push((await ask(gateway)).status);
  hungAllTheTime = chat.connections === 1 && chat.open === 1;
  hangs = false;
  await until(() => messages().some(({ alert }) => alert['rule'] === RULE && alert['state'] === 'recovered'));
});

afterAll(async () => {
  await gateway.stop();
  await chat.close();
  await simulator.close();
});

function messages(): readonly Message[] {
  return chat.received.map((request) => {
    const [head = '', body = ''] = request.split('\r\n\r\n');
    const header = (name: string): string =>
      new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1]?.trim() ?? '';
    const [, seconds = '', mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header('x-sallyport-signature')) ?? [];
    const isSigned = mac === createHmac('sha256', SECRET).update(`${seconds}.${body}`).digest('hex');
    return {
      ...(JSON.parse(body) as Pick<Message, 'text' | 'alert'>),
      delivery: header('x-sallyport-delivery'),
      isSigned,
    };
  });
}

it('while a receiver hangs, requests are answered', () => {
  expect([answered, hungAllTheTime]).toEqual([Array<number>(20).fill(200), true]);
});

describe('a provider that refuses our key twenty times', () => {
  const told = (): readonly Message[] => messages().filter(({ alert }) => alert['rule'] === RULE);

  it('is told of once, and once more when it takes the key again', () => {
    const deliveries = new Map(told().map((message) => [message.delivery, message]));
    expect([...deliveries.values()].map(({ alert }) => [alert['state'], alert['severity']])).toEqual([
      ['raised', 'critical'],
      ['recovered', 'critical'],
    ]);
    const [raised, recovered] = [...deliveries.values()];
    expect(raised?.alert).toMatchObject({ value: REFUSED, threshold: 1, labels: { provider_status: '401' } });
    expect(recovered?.alert['id']).toBe(raised?.alert['id']);
    expect(raised?.text).toContain('ANTHROPIC_API_KEY');
  });

  it('is told of in messages that are signed, and without a secret', () => {
    expect(messages().map(({ isSigned }) => isSigned)).toEqual(messages().map(() => true));
    for (const request of chat.received) {
      expect(request).not.toContain(SECRET);
      expect(request).not.toContain(simulator.settings['ANTHROPIC_API_KEY']);
      expect(request).not.toContain(gateway.key);
    }
  });

  it('is in the log, and in a metric of CloudWatch', async () => {
    const isOurs = (alert: unknown, state: string): boolean => {
      const { rule, state: told } = (alert ?? {}) as Record<string, unknown>;
      return rule === RULE && told === state;
    };
    for (const [state, level, metric] of [
      ['raised', 50, 1],
      ['recovered', 40, 0],
    ] as const) {
      const logged = await gateway.logged(({ event, alert }) => event === 'alert' && isOurs(alert, state));
      expect(logged['level'] === level || logged['level'] === { 50: 'error', 40: 'warn' }[level]).toBe(true);
      const printed = await gateway.logged(({ _aws, alert }) => _aws !== undefined && isOurs(alert, state));
      expect(printed).toMatchObject({ rule: RULE, Alert: metric });
    }
  });

  it('leaves the address of the receiver and its secret out of all that is printed', () => {
    expect(gateway.output()).not.toContain(PATH);
    expect(gateway.output()).not.toContain(SECRET);
  });
});
