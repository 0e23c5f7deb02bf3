import { type DynamicModule, Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency';
import { Clock } from '../kernel';
import { Accounting } from './accounting';
import { LlmService } from './llm.service';
import { MessagesController } from './native/messages.controller';
import { ModelsController } from './native/models.controller';
import { ModelsService } from './native/models.service';
import { QueryController } from './query/query.controller';
import { QueryService } from './query/query.service';
import { StructuredLlm } from './structured/structured-llm';
import type { UpstreamKind } from './upstream';
import { UpstreamCaller } from './upstream-caller';
import { UpstreamsModule } from './upstreams.module';

/** The way to the model: free questions, and Claude's own API. The upstreams come from extensions.ts. */
@Module({})
export class LlmModule {
  static register(upstreams: readonly UpstreamKind[]): DynamicModule {
    return {
      module: LlmModule,
      global: true,
      imports: [IdempotencyModule, UpstreamsModule.register(upstreams)],
      controllers: [QueryController, MessagesController, ModelsController],
      providers: [Clock, UpstreamCaller, Accounting, LlmService, StructuredLlm, ModelsService, QueryService],
      exports: [StructuredLlm, UpstreamCaller],
    };
  }
}
