import './dashboard/audit.part';
import './dashboard/posture.part';
import './dashboard/users.part';
import './dashboard/keys.part';
import { stopSharedGateways } from '../support/shared-gateway';
import { closeBrowser } from '../support/tabs';

afterAll(async () => {
  await closeBrowser();
  await stopSharedGateways();
});
