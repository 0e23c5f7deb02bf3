import './dashboard/ask-analytics.part';
import './dashboard/ask.part';
import './dashboard/chains.part';
import { stopSharedGateways } from '../support/shared-gateway';
import { closeBrowser } from '../support/tabs';

afterAll(async () => {
  await closeBrowser();
  await stopSharedGateways();
});
