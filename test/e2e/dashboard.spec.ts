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
import { stopSharedGateways } from '../support/shared-gateway';
import { closeBrowser } from '../support/dashboard';

afterAll(async () => {
  await closeBrowser();
  await stopSharedGateways();
});
