import type { Type } from '@nestjs/common';
import type { AlertSinkKind } from './alerts';
import { cloudwatchSink } from './alerts/sinks/cloudwatch.sink';
import { logSink } from './alerts/sinks/log.sink';
import { webhookSink } from './alerts/sinks/webhook.sink';
import type { AnalyticsQuery } from './analytics';
import { churnAnalysis } from './analytics/queries/churn-analysis.query';
import { cohortAnalysis } from './analytics/queries/cohort-analysis.query';
import { conversionAnalysis } from './analytics/queries/conversion-analysis.query';
import { mrrAnalysis } from './analytics/queries/mrr-analysis.query';
import type { Authenticator } from './auth';
import { MetricsTokenAuthenticator } from './auth/authenticators/metrics-token.authenticator';
import { ApiKeyAuthenticator } from './auth/authenticators/api-key.authenticator';
import {
  BrowserTokenAuthenticator,
  UserTokenAuthenticator,
} from './auth/authenticators/token.authenticators';
import type { UpstreamKind } from './llm';
import { anthropicUpstream } from './llm/upstreams/anthropic.upstream';
import { simulatorUpstream } from './llm/upstreams/simulator.upstream';
import type { SecretSource } from './secrets';
import { AwsSmSource } from './secrets/sources/aws-sm.source';
import { FileSource } from './secrets/sources/file.source';
import { GcpSmSource } from './secrets/sources/gcp-sm.source';

/*
 * Everything that the gateway trusts beyond its own core: one file and one line each (docs/extending.md).
 * Nothing is discovered; what is not listed here does not run.
 */

/** Ways to prove who is asking, in the order they are asked. */
export const authenticators: readonly Type<Authenticator>[] = [
  MetricsTokenAuthenticator,
  ApiKeyAuthenticator,
  UserTokenAuthenticator,
  BrowserTokenAuthenticator,
];

/** Model providers; UPSTREAM names the one in use. */
export const upstreams: readonly UpstreamKind[] = [anthropicUpstream, simulatorUpstream];

/** Questions that may be asked, in the order they are listed. */
export const analyticsQueries: readonly AnalyticsQuery[] = [
  mrrAnalysis,
  churnAnalysis,
  conversionAnalysis,
  cohortAnalysis,
];

/** Where alerts can go; ALERT_SINKS names those in use. */
export const alertSinks: readonly AlertSinkKind[] = [logSink, webhookSink, cloudwatchSink];

/** Places where the value of a setting may be kept. */
export const secretSources: readonly Type<SecretSource>[] = [FileSource, AwsSmSource, GcpSmSource];
