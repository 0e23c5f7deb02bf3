import { Injectable, Logger } from '@nestjs/common';
import { ownedBy } from '../auth';
import { GatewayConfig } from '../config';
import { Clock, timeOrderedBase62, type Principal } from '../kernel';
import { Database, GroupCommit, storable, type ChainRow } from '../storage';
import { among, noSuchChain, ownerColumns } from './chain-access';
import { estimatedTokens, type NewStep, type StepContent } from './chain-step';
import { titleOf } from './chain-title';
import { historyOf } from './history';
import { keep, type KeptStep, type StepColumns } from './kept-steps';

const ID_LENGTH = 20;
/** Content may be long: so many steps are still a few megabytes. */
const MOST_AT_ONCE = 32;

/** Conversations of one owner each, made of steps. */
@Injectable()
export class Chains {
  readonly #log = new Logger('Chains');
  readonly #keeping: GroupCommit<KeptStep, boolean>;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: GatewayConfig,
  ) {
    this.#keeping = new GroupCommit((batch) => keep(database, batch), MOST_AT_ONCE);
  }

  /**
   * The earlier steps that are sent again, oldest first: of the newest as many, whole, as fit into
   * `CHAINS_HISTORY_TOKENS`, and at most a hundred. None where content is not kept.
   * @throws GatewayError `not_found` for a chain that is not there or not the caller's own, `store_unavailable`
   */
  history(principal: Principal, chainId: string): Promise<readonly StepContent[]> {
    const { storeContent, historyTokens } = this.config.chains;
    return this.database.attempt(async (db) => {
      const chain = await db
        .selectFrom('chains')
        .select('id')
        .where('id', '=', chainId)
        .where(among(ownedBy(principal)))
        .executeTakeFirst();
      if (chain === undefined) throw noSuchChain();
      return storeContent ? historyOf(db, chainId, historyTokens) : [];
    });
  }

  /**
   * Keeps a step. Gives the id of its chain; null when it could not be kept, because the store is away or the chain is
   * not there any more: the answer was paid for and is given anyhow. Never throws; the log has a warning.
   */
  async record(step: NewStep): Promise<string | null> {
    const { chainId, requestId: request_id } = step;
    try {
      const columns = this.#columnsOf(step);
      const chain =
        chainId === undefined ? this.#begun(step, columns) : { id: chainId, owner: ownedBy(step.principal) };
      if (await this.#keeping.add({ chain, columns })) return chain.id;
      this.#log.warn({ request_id, chain_id: chainId }, 'A step was not kept: its chain is gone');
    } catch (error) {
      this.#log.warn({ err: error, request_id, chain_id: chainId ?? null }, 'A step could not be kept');
    }
    return null;
  }

  #begun({ principal, type, title, neutralTitle }: NewStep, columns: StepColumns): ChainRow {
    const { created_at: now, cost_micro_usd } = columns;
    const { principal: owner, key_id, user_id } = ownerColumns(principal);
    return {
      // A chain and its first step are then put behind the others, where a random id touches pages of its own.
      id: timeOrderedBase62(now, ID_LENGTH),
      principal: owner,
      key_id,
      user_id,
      type,
      title: this.config.chains.storeContent ? titleOf(title, neutralTitle) : neutralTitle,
      steps: 1,
      cost_micro_usd,
      created_at: now,
      updated_at: now,
    };
  }

  #columnsOf(step: NewStep): StepColumns {
    const content = this.config.chains.storeContent ? JSON.stringify(step.content) : null;
    return {
      request_id: step.requestId,
      type: step.type,
      model: step.model === null ? null : storable(step.model),
      content,
      tokens: content === null ? 0 : estimatedTokens(content),
      input_tokens: step.inputTokens,
      output_tokens: step.outputTokens,
      cost_micro_usd: Number(step.cost),
      degraded: step.degraded ? 1 : 0,
      created_at: this.clock.now(),
    };
  }
}
