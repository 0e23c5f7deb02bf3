import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import { Clock } from '../../kernel';
import { Database } from '../../storage';
import { Prices } from '../../usage';
import { Checks, failure, pass, warning, type Check, type Finding } from '../check';

/** Whether money is bounded and counted right. */
@Injectable()
export class MoneyChecks extends Checks {
  readonly all: readonly Check[] = [
    { id: 'budgets', title: 'Spending is bounded', look: () => this.#budgets() },
    { id: 'prices', title: 'The models in use have prices', look: () => this.#prices() },
  ];

  constructor(
    private readonly config: GatewayConfig,
    private readonly database: Database,
    private readonly prices: Prices,
    private readonly clock: Clock,
  ) {
    super();
  }

  async #budgets(): Promise<Finding> {
    if (this.config.usage.dailyBudget !== undefined) return pass('DAILY_BUDGET_USD bounds the whole gateway');
    const unbounded = await this.#unbounded();
    if (unbounded === 0)
      return warning(
        'Every key and user has a budget, the gateway as a whole has none',
        'Set DAILY_BUDGET_USD',
      );
    return failure(
      `${String(unbounded)} keys and users may spend without end`,
      'Set DAILY_BUDGET_USD, and give each key a budget (PATCH /admin/keys/:id)',
    );
  }

  /** How many credentials that may ask a model have no budget. */
  async #unbounded(): Promise<number> {
    const asks = ['analyst', 'member', 'admin'];
    const now = this.clock.now();
    const [keys, users] = await this.database.attempt((db) =>
      Promise.all([
        db
          .selectFrom('api_keys')
          .select(({ fn }) => fn.countAll().as('count'))
          .where('role', 'in', asks)
          .where('mode', '=', 'full')
          .where('budget_micro_usd', 'is', null)
          .where('revoked_at', 'is', null)
          .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
          .executeTakeFirstOrThrow(),
        db
          .selectFrom('users')
          .select(({ fn }) => fn.countAll().as('count'))
          .where('role', 'in', asks)
          .where('mode', '=', 'full')
          .where('budget_micro_usd', 'is', null)
          .executeTakeFirstOrThrow(),
      ]),
    );
    return Number(keys.count) + Number(users.count);
  }

  #prices(): Finding {
    const { model, fallbackModel } = this.config.upstream;
    const unknown = [model, fallbackModel].filter(
      (name) => name !== undefined && !this.prices.current.knows(name),
    );
    if (unknown.length === 0) return pass('ANTHROPIC_MODEL and its stand-in have prices');
    return warning(
      `No price is known for ${unknown.join(' and ')}: it costs as much as the dearest`,
      'Add it to PRICES_FILE',
    );
  }
}
