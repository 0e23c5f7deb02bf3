import { analytics } from './analytics.topic';
import { asking } from './asking.topic';
import { audit } from './audit.topic';
import { budgets } from './budgets.topic';
import { chains } from './chains.topic';
import { dashboard } from './dashboard.topic';
import { diagnostics } from './diagnostics.topic';
import { documents } from './documents.topic';
import { health } from './health.topic';
import { live } from './live.topic';
import { keys } from './keys.topic';
import { nativeApi } from './native.topic';
import { operations } from './operations.topic';
import { sessions } from './sessions.topic';
import { spending } from './spending.topic';
import { users } from './users.topic';
import type { Topic } from '../topic';

/** What the API document tells, in its order. Every route of the gateway is in one of them; a test sees to it. */
export const topics: readonly Topic[] = [
  asking,
  analytics,
  nativeApi,
  chains,
  sessions,
  spending,
  budgets,
  live,
  keys,
  users,
  audit,
  operations,
  diagnostics,
  health,
  documents,
  dashboard,
];
