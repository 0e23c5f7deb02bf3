import './clients/claude-code.part';
import './concurrency.part';
import './native/models.part';
import './paths.part';
import './raw-http.part';
import './signatures.part';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(stopSharedGateways);
