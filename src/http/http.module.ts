import { Global, Module } from '@nestjs/common';
import { Drain } from './drain';

/** What every room may need to know of the requests under way. */
@Global()
@Module({ providers: [Drain], exports: [Drain] })
export class HttpModule {}
