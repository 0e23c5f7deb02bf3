import { Inject, Injectable } from '@nestjs/common';
import { SinkTrials } from '../../alerts';
import { GatewayConfig } from '../../config';
import { Checks, failure, pass, warning, type Check, type Finding } from '../check';

/** Whether looking may send somebody a message. Also its injection token. */
export abstract class AlertTerms {
  abstract readonly sendsTest: boolean;
}

/** Whether somebody is told when something is wrong. */
@Injectable()
export class AlertChecks extends Checks {
  readonly all: readonly Check[] = [
    { id: 'alerts', title: 'Alerts reach somebody', slow: true, look: () => this.#alerts() },
  ];

  constructor(
    private readonly config: GatewayConfig,
    private readonly trials: SinkTrials,
    @Inject(AlertTerms) private readonly terms: AlertTerms,
  ) {
    super();
  }

  async #alerts(): Promise<Finding> {
    const { sinks } = this.config.alerts;
    if (sinks.every((id) => id === 'log'))
      return warning('Alerts go to the log, and call nobody', 'Set ALERT_WEBHOOK_URL (docs/alerts.md)');
    const names = sinks.join(', ');
    if (!this.terms.sendsTest) return pass(`Alerts go to ${names}; npm run doctor sends one to try it`);
    const lost = (await this.trials.send()).filter(({ reached }) => !reached);
    if (lost.length === 0) return pass(`A test message has reached ${names}`);
    const why = lost.map(({ sink, reason = 'no reason' }) => `${sink} (${reason})`).join(', ');
    return failure(`A test message did not reach ${why}`, 'See docs/alerts.md for what a sink needs');
  }
}
