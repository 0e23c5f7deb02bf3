import { Injectable } from '@nestjs/common';
import { actorOf, pagingOf, recordAct, visibleTo, type ListAnswer } from '../auth';
import { Clock, type Principal } from '../kernel';
import { Database } from '../storage';
import { among, deletableBy, isOwn, noSuchChain } from './chain-access';
import { chainPage, selectionOf } from './chain-list';
import { chainView, outlineOf, stepView, type ChainDetails, type ChainView } from './chain-views';
import type { ChainListQuery, ChainStepsQuery } from './chains.dto';

/** Chains as those see them who may. Each call raises `store_unavailable` when the database does not answer. */
@Injectable()
export class ChainArchive {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @throws GatewayError `validation_failed` */
  async page(principal: Principal, query: ChainListQuery): Promise<ListAnswer<ChainView>> {
    const selection = selectionOf(query);
    const { page, limit } = selection.paging;
    const { rows, total } = await this.database.attempt((db) =>
      chainPage(db, visibleTo(principal), selection),
    );
    return { meta: { page, page_size: limit, total }, data: rows.map(chainView) };
  }

  /** @throws GatewayError `not_found` */
  async one(principal: Principal, id: string, query: ChainStepsQuery): Promise<ChainDetails> {
    const { page, limit, offset } = pagingOf(query, 'position');
    return this.database.attempt(async (db) => {
      const chain = await db
        .selectFrom('chains')
        .selectAll()
        .where('id', '=', id)
        .where(among(visibleTo(principal)))
        .executeTakeFirst();
      if (chain === undefined) throw noSuchChain();
      const steps = await db
        .selectFrom('chain_steps')
        .selectAll()
        .where('chain_id', '=', id)
        .where('position', '>', offset)
        // One may have come since the chain was read.
        .where('position', '<=', Math.min(offset + limit, chain.steps))
        .orderBy('position')
        .execute();
      return {
        ...outlineOf(chain),
        step_count: chain.steps,
        steps: steps.map(stepView),
        meta: { page, page_size: limit, total: chain.steps },
      };
    });
  }

  /** Deletes a chain with its steps; one of somebody else is put on record. @throws GatewayError `not_found` */
  delete(principal: Principal, id: string, requestId: string | null = null): Promise<void> {
    return this.database.transaction(async (db) => {
      const chain = await db
        .deleteFrom('chains')
        .where('id', '=', id)
        .where(among(deletableBy(principal)))
        .returning(['principal', 'key_id', 'user_id', 'type', 'steps'])
        .executeTakeFirst();
      if (chain === undefined) throw noSuchChain();
      await db.deleteFrom('chain_steps').where('chain_id', '=', id).execute();
      if (isOwn(principal, chain)) return;
      const before = { owner: chain.principal, type: chain.type, steps: chain.steps };
      const act = { action: 'chain.deleted', target: `chain:${id}`, before, after: null };
      await recordAct(db, actorOf(principal, requestId), act, this.clock.now());
    });
  }
}
