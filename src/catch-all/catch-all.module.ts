import { Module } from '@nestjs/common';
import { UnknownRouteController } from './unknown-route.controller';

/** Imported last: its route matches every path. */
@Module({ controllers: [UnknownRouteController] })
export class CatchAllModule {}
