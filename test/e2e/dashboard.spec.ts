import './dashboard/ask-analytics.part';
import './dashboard/ask.part';
import './dashboard/chains.part';
import './dashboard/audit.part';
import './dashboard/posture.part';
import './dashboard/users.part';
import './dashboard/keys.part';
import './dashboard/shell.part';
import './dashboard/budgets.part';
import './dashboard/overview.part';
import './dashboard/story.part';
import { liveIn } from '../support/lived-in';
import { sharedGateway, stopSharedGateways } from '../support/shared-gateway';
import { closeBrowser } from '../support/dashboard';

// Before anybody watches: what has passed is read once.
beforeAll(async () => {
  await liveIn(await sharedGateway());
});

afterAll(async () => {
  await closeBrowser();
  await stopSharedGateways();
});
