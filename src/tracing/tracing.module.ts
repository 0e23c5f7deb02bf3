import { Module } from '@nestjs/common';
import { Tracing } from './tracing';

/** Traces and metrics for an OpenTelemetry collector. */
@Module({ providers: [Tracing] })
export class TracingModule {}
