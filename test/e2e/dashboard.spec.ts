import './dashboard/shell.part';
import { stopSharedGateways } from '../support/shared-gateway';
import { closeBrowser } from '../support/dashboard';

afterAll(async () => {
  await closeBrowser();
  await stopSharedGateways();
});
