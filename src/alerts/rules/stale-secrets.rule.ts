import { Injectable } from '@nestjs/common';
import { Secrets } from '../../secrets';
import type { AlertRule, Reading } from '../alert-rule';

/** Secrets that cannot be looked up any more; their last value goes on being used. */
@Injectable()
export class StaleSecretsRule implements AlertRule {
  readonly id = 'secret_stale';
  readonly runbook = 'a-leaked-key';
  readonly recovery = 'The secret can be read again.';

  constructor(private readonly secrets: Secrets) {}

  look(): readonly Reading[] {
    const stale = this.secrets.state.filter(({ failing }) => failing);
    return stale.map(({ name, scheme, fault = 'unknown' }) => ({
      thing: name,
      severity: 'warning',
      value: 1,
      threshold: 1,
      summary: `The secret of ${name} cannot be read from its source (${scheme}, ${fault}), so that a rotation would not be seen; see whether the source is reached from here and still lets this gateway in.`,
      labels: { setting: name, source: scheme, fault },
    }));
  }
}
