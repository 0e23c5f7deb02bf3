import './capacity.part';
import './headers.part';
import './key-secrets.part';
import './large-bodies.part';
import './login-bodies.part';
import './rate-limits.part';
import './signing-recipes.part';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(stopSharedGateways);
