import { type DynamicModule, Module } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock } from '../kernel';
import { ActiveUpstream } from './active-upstream';
import { LlmService } from './llm.service';
import { QueryController } from './query/query.controller';
import { QueryService } from './query/query.service';
import { type UpstreamKind, UpstreamRegistry } from './upstream';

/** The way to the model, and free questions. The upstreams come from extensions.ts. */
@Module({})
export class LlmModule {
  static register(upstreams: readonly UpstreamKind[]): DynamicModule {
    return {
      module: LlmModule,
      global: true,
      controllers: [QueryController],
      providers: [
        Clock,
        { provide: UpstreamRegistry, useFactory: () => new UpstreamRegistry(upstreams) },
        {
          provide: ActiveUpstream,
          inject: [UpstreamRegistry, GatewayConfig],
          useFactory: (registry: UpstreamRegistry, config: GatewayConfig) =>
            ActiveUpstream.open(registry, config.upstream),
        },
        LlmService,
        QueryService,
      ],
      exports: [ActiveUpstream, LlmService],
    };
  }
}
