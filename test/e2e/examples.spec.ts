import './examples/browser-tokens.part';
import './examples/python.part';
import { stopSharedGateways } from '../support/shared-gateway';

afterAll(stopSharedGateways);
