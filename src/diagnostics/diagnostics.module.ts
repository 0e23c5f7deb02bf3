import { Module } from '@nestjs/common';
import { Clock } from '../kernel';
import { DiagnosticsController } from './diagnostics.controller';
import { ErrorLog } from './error-log';
import { ErrorSummary } from './error-summary';

/** What an operator asks when something is wrong. */
@Module({ controllers: [DiagnosticsController], providers: [Clock, ErrorLog, ErrorSummary] })
export class DiagnosticsModule {}
