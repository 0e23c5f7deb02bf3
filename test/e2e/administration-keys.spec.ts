import './admin-key-life.part';
import './admin-key-rules.part';
import './admin-keys.part';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(stopSharedGateways);
