import { Global, Module } from '@nestjs/common';
import { Drain } from './drain';
import { RequestRecords } from './request-records';

/** What every room may need to know of the requests under way. */
@Global()
@Module({ providers: [Drain, RequestRecords], exports: [Drain, RequestRecords] })
export class HttpModule {}
