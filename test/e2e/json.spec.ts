import './bodies.part';
import './json-suite.part';
import './naughty-strings.part';
import './validation.part';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(stopSharedGateways);
