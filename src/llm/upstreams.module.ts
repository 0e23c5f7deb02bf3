import { type DynamicModule, Module } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock } from '../kernel';
import { ActiveUpstream } from './active-upstream';
import { ProviderKey } from './provider-key';
import { ProviderProbe } from './provider-probe';
import { type UpstreamKind, UpstreamRegistry } from './upstream';

/** The provider that UPSTREAM names, and no more of the way to it. */
@Module({})
export class UpstreamsModule {
  static register(upstreams: readonly UpstreamKind[]): DynamicModule {
    return {
      module: UpstreamsModule,
      global: true,
      providers: [
        Clock,
        ProviderKey,
        { provide: UpstreamRegistry, useFactory: () => new UpstreamRegistry(upstreams) },
        {
          provide: ActiveUpstream,
          inject: [UpstreamRegistry, GatewayConfig, ProviderKey],
          useFactory: (registry: UpstreamRegistry, config: GatewayConfig, key: ProviderKey) =>
            ActiveUpstream.open(registry, config.upstream, key),
        },
        ProviderProbe,
      ],
      exports: [ActiveUpstream, ProviderKey, ProviderProbe],
    };
  }
}
