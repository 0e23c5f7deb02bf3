import { Global, Module } from '@nestjs/common';
import { Clock } from '../kernel';
import { ChainArchive } from './chain-archive';
import { ChainRetention } from './chain-retention';
import { Chains } from './chains';
import { ChainsController } from './chains.controller';

/** Conversations: what was asked and answered, for a while. */
@Global()
@Module({
  controllers: [ChainsController],
  providers: [ChainArchive, ChainRetention, Chains, Clock],
  exports: [Chains],
})
export class ChainsModule {}
