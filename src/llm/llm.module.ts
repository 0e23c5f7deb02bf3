import { type DynamicModule, Module } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { IdempotencyModule } from '../idempotency';
import { Clock } from '../kernel';
import { Accounting } from './accounting';
import { ActiveUpstream } from './active-upstream';
import { LlmService } from './llm.service';
import { MessagesController } from './native/messages.controller';
import { ModelsController } from './native/models.controller';
import { ModelsService } from './native/models.service';
import { QueryController } from './query/query.controller';
import { QueryService } from './query/query.service';
import { StructuredLlm } from './structured/structured-llm';
import { type UpstreamKind, UpstreamRegistry } from './upstream';
import { UpstreamCaller } from './upstream-caller';

/** The way to the model: free questions, and Claude's own API. The upstreams come from extensions.ts. */
@Module({})
export class LlmModule {
  static register(upstreams: readonly UpstreamKind[]): DynamicModule {
    return {
      module: LlmModule,
      global: true,
      imports: [IdempotencyModule],
      controllers: [QueryController, MessagesController, ModelsController],
      providers: [
        Clock,
        { provide: UpstreamRegistry, useFactory: () => new UpstreamRegistry(upstreams) },
        {
          provide: ActiveUpstream,
          inject: [UpstreamRegistry, GatewayConfig],
          useFactory: (registry: UpstreamRegistry, config: GatewayConfig) =>
            ActiveUpstream.open(registry, config.upstream),
        },
        UpstreamCaller,
        Accounting,
        LlmService,
        StructuredLlm,
        ModelsService,
        QueryService,
      ],
      exports: [UpstreamCaller, StructuredLlm],
    };
  }
}
