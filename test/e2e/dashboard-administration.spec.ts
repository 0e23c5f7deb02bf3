import './dashboard/audit.part';
import './dashboard/posture.part';
import './dashboard/users.part';
import './dashboard/keys.part';
import { closeBrowser } from '../support/dashboard';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(async () => {
  await closeBrowser();
  await stopSharedGateways();
});
