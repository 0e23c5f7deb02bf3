import Anthropic from 'sdk-0';
import { serveSdk } from './sdk.mjs';

serveSdk(Anthropic);
