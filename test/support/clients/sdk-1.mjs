import Anthropic from '@anthropic-ai/sdk';
import { serveSdk } from './sdk.mjs';

serveSdk(Anthropic);
