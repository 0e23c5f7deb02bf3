import type { Type } from '@nestjs/common';
import type { Authenticator } from './auth';
import { ApiKeyAuthenticator } from './auth/authenticators/api-key.authenticator';
import {
  BrowserTokenAuthenticator,
  UserTokenAuthenticator,
} from './auth/authenticators/token.authenticators';
import type { UpstreamKind } from './llm';
import { anthropicUpstream } from './llm/upstreams/anthropic.upstream';
import { simulatorUpstream } from './llm/upstreams/simulator.upstream';

/*
 * Everything that the gateway trusts beyond its own core: one file and one line each (docs/extending.md).
 * Nothing is discovered; what is not listed here does not run.
 */

/** Ways to prove who is asking, in the order they are asked. */
export const authenticators: readonly Type<Authenticator>[] = [
  ApiKeyAuthenticator,
  UserTokenAuthenticator,
  BrowserTokenAuthenticator,
];

/** Model providers; UPSTREAM names the one in use. */
export const upstreams: readonly UpstreamKind[] = [anthropicUpstream, simulatorUpstream];
