import { Module } from '@nestjs/common';
import { BUILT_FOLDER, BuiltPage } from './built-page';
import { DashboardController } from './dashboard.controller';

/** The page for people. What it shows it asks of the gateway's public routes, as any other client. */
@Module({
  controllers: [DashboardController],
  providers: [{ provide: BuiltPage, useValue: new BuiltPage(BUILT_FOLDER) }],
})
export class DashboardModule {}
