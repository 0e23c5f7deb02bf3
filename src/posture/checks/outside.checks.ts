import { Inject, Injectable } from '@nestjs/common';
import { request } from 'undici';
import { GatewayConfig } from '../../config';
import { Clock } from '../../kernel';
import { ProviderProbe } from '../../llm';
import { Checks, failure, pass, warning, type Check, type Finding } from '../check';
import { skewFinding } from '../clock-skew';

/** Half a year: what browsers are told at least to insist on https. */
const HSTS_SECONDS = 15_552_000;
const TIME_LIMIT_MS = 4000;

/** What the world outside says: the proxy in front, the provider behind. */
@Injectable()
export class OutsideChecks extends Checks {
  readonly all: readonly Check[] = [
    { id: 'https', title: 'Clients come by https', slow: true, look: () => this.#https() },
    { id: 'proxy', title: 'Client addresses are the clients\u2019 own', look: () => this.#proxy() },
    { id: 'provider-key', title: 'Claude takes the provider key', look: () => this.#provider() },
  ];

  constructor(
    private readonly config: GatewayConfig,
    @Inject(ProviderProbe) private readonly probe: ProviderProbe,
    private readonly clock: Clock,
  ) {
    super();
  }

  async #https(): Promise<Finding> {
    const { publicUrl } = this.config.http;
    if (publicUrl === undefined)
      return failure('PUBLIC_URL is not set, so nobody knows how clients come', 'Set PUBLIC_URL=https://…');
    if (!publicUrl.startsWith('https:'))
      return failure(
        'PUBLIC_URL is not https: keys and answers can be read on their way',
        'Put a proxy with TLS in front (docker-compose.yml has Caddy) and set PUBLIC_URL to its https address',
      );
    const answer = await request(new URL('health/live', publicUrl.replace(/\/?$/, '/')), {
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    await answer.body.dump();
    if (answer.statusCode !== 200)
      return failure(
        `PUBLIC_URL answers ${String(answer.statusCode)} to /health/live`,
        'Let the proxy pass every path on to the gateway',
      );
    const maxAge = Number(/max-age=(\d+)/.exec(String(answer.headers['strict-transport-security']))?.[1]);
    if (!(maxAge >= HSTS_SECONDS))
      return warning(
        'PUBLIC_URL does not make browsers insist on https',
        `Let the proxy send strict-transport-security: max-age=${String(HSTS_SECONDS)} or pass ours on`,
      );
    return pass('PUBLIC_URL is https and browsers are told to insist on it');
  }

  #proxy(): Finding {
    const { publicUrl, trustProxy } = this.config.http;
    const trusts = typeof trustProxy === 'number' ? trustProxy > 0 : trustProxy.length > 0;
    if (publicUrl?.startsWith('https:') === true && !trusts)
      return failure(
        'A proxy ends TLS, and TRUST_PROXY says there is none: every client has the proxy\u2019s address',
        'Set TRUST_PROXY to the number of proxies, or to their networks',
      );
    if (typeof trustProxy === 'number' && trustProxy > 0)
      return warning(
        `TRUST_PROXY counts ${String(trustProxy)}: who reaches the port without the proxy can claim any address`,
        'Let only the proxy reach the port, or set TRUST_PROXY to its network',
      );
    return pass(trusts ? 'The networks of the proxies are named' : 'No proxy is trusted');
  }

  async #provider(): Promise<Finding> {
    const before = this.clock.now();
    const { status, date } = await this.probe.look(AbortSignal.timeout(TIME_LIMIT_MS));
    if (status === 401 || status === 403)
      return failure(
        `The provider refuses ANTHROPIC_API_KEY (${String(status)})`,
        'Make a new key in the Claude Console and set it; docs/secrets.md shows how to rotate it',
      );
    if (status !== 200)
      return warning(`The provider answers ${String(status)}`, 'See status.claude.com, and try again');
    if (date === undefined) return pass('The provider lists its models');
    const ms = date - (before + this.clock.now()) / 2;
    const skew = skewFinding([{ of: 'the provider', ms }], '');
    return skew.status === 'pass' ? pass(`The provider lists its models. ${skew.why}`) : skew;
  }
}
