import './admin-passwords.part';
import './admin-users.part';
import './grants.part';
import './grants-roles.part';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(stopSharedGateways);
