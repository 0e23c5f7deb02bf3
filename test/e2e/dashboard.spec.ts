import './dashboard/shell.part';
import './dashboard/budgets.part';
import './dashboard/overview.part';
import './dashboard/story.part';
import { closeBrowser } from '../support/dashboard';
import { liveIn } from '../support/lived-in';
import { sharedGateway, stopSharedGateways } from '../support/shared-gateway';

// Before anybody watches: what has passed is read once.
beforeAll(async () => {
  await liveIn(await sharedGateway());
});

afterAll(async () => {
  await closeBrowser();
  await stopSharedGateways();
});
