import './forged-tokens.part';
import './sessions.part';
import './token-claims.part';
import './tokens.part';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(stopSharedGateways);
