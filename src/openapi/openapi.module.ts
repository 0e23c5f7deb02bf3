import { Module } from '@nestjs/common';
import { DocsController } from './docs.controller';
import { GatewayDocument } from './gateway-document';
import { OpenApiController } from './openapi.controller';
import { DocsPage } from './page/docs-page';

@Module({
  controllers: [OpenApiController, DocsController],
  providers: [GatewayDocument, DocsPage],
})
export class OpenApiModule {}
