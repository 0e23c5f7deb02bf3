import './dashboard/shell.part';
import './dashboard/budgets.part';
import './dashboard/overview.part';
import './dashboard/story.part';
import { liveIn } from '../support/lived-in';
import { sharedGateway, stopSharedGateways } from '../support/shared-gateway';
import { closeBrowser } from '../support/tabs';

// Before anybody watches: what has passed is read once.
beforeAll(async () => {
  await liveIn(await sharedGateway());
});

afterAll(async () => {
  await closeBrowser();
  await stopSharedGateways();
});
