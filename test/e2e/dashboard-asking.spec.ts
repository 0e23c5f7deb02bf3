import './dashboard/ask-analytics.part';
import './dashboard/ask.part';
import './dashboard/chains.part';
import { closeBrowser } from '../support/dashboard';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(async () => {
  await closeBrowser();
  await stopSharedGateways();
});
