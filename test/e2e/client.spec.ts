import './client-calls.part';
import './client-sessions.part';
import './client-troubles.part';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(stopSharedGateways);
