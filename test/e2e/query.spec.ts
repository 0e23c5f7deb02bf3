import { ask } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

let simulator: TestSimulator;
let gateway: TestGateway;

beforeAll(async () => {
  simulator = await startTestSimulator();
  gateway = await startGateway({ settings: simulator.settings });
});

afterAll(async () => {
  await gateway.stop();
  await simulator.close();
});

describe('a guarded question', () => {
  it('is answered with all that CONTRACT section 3 promises', async () => {
    const { status, headers, body } = await ask(gateway);
    expect(status).toBe(200);
    expect(body).toEqual({
      answer: expect.stringContaining('simulator'),
      model: 'claude-sonnet-5-5',
      stop_reason: 'end_turn',
      usage: {
        input_tokens: expect.any(Number),
        output_tokens: expect.any(Number),
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      },
      cost_usd: expect.any(Number),
      chain_id: null,
      degraded: false,
      request_id: headers.get('x-request-id'),
    });
  });
});
