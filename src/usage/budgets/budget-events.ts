import { Injectable, Logger } from '@nestjs/common';
import { toUsd, type MicroUsd } from '../../kernel';
import type { Limit } from './limits';

/** A budget whose soft limit has been reached. */
export interface BudgetWarning extends Limit {
  readonly spent: MicroUsd;
}

type Listener = (warning: BudgetWarning) => void;

/** Tells whoever listens that a budget comes to its end: once for each budget and period, over all replicas. */
@Injectable()
export class BudgetEvents {
  readonly #log = new Logger('Budgets');
  readonly #listeners = new Set<Listener>();

  /** Returns what ends the listening. */
  onWarning(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(warning: BudgetWarning): void {
    const { counter, limit, soft, spent } = warning;
    this.#log.warn(
      { ...counter, limit_usd: toUsd(limit), soft_limit_usd: toUsd(soft), spent_usd: toUsd(spent) },
      'A budget has reached its soft limit',
    );
    for (const listener of this.#listeners) {
      try {
        listener(warning);
      } catch (error) {
        this.#log.error({ err: error }, 'Somebody who is told of budgets has failed');
      }
    }
  }
}
