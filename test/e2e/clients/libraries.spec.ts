import { startWorld, type World } from '../../support/clients/world';
import { answers } from './answers.part';
import { failures } from './failures.part';
import { refusals } from './refusals.part';

let world: World;

/** Loading the libraries takes longer than asking them, so all parts ask the same ones. */
beforeAll(async () => {
  world = await startWorld({
    MAX_BODY_BYTES: '100000',
    // One client request is one provider request, and the sick provider of one test is not left alone in the next.
    UPSTREAM_MAX_RETRIES: '0',
    CIRCUIT_FAILURE_THRESHOLD: '1000',
  });
});

afterAll(async () => {
  await world.stop();
});

describe.each(Object.entries({ answers, failures, refusals }))('%s', (_, tests) => {
  tests(() => world);
});
