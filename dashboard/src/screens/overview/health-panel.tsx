import type { BreakerState, Overview } from '@sallyport/client';
import type { ReactNode } from 'react';
import { Badge, type Tone } from '../../parts/badge';
import { Panel } from '../../parts/panel';

type Health = Overview['health'];
type Status = Health['status'] | Health['checks'][string]['status'];

const STATUS: Readonly<Record<Status, { readonly tone: Tone; readonly word: string }>> = {
  healthy: { tone: 'good', word: 'Healthy' },
  up: { tone: 'good', word: 'Up' },
  degraded: { tone: 'warning', word: 'Degraded' },
  unhealthy: { tone: 'bad', word: 'Unhealthy' },
  down: { tone: 'bad', word: 'Down' },
};

const BREAKER: Readonly<Record<BreakerState, { readonly tone: Tone; readonly word: string }>> = {
  closed: { tone: 'good', word: 'Closed' },
  half_open: { tone: 'warning', word: 'Half open' },
  open: { tone: 'bad', word: 'Open' },
};

const NAMES: Readonly<Record<string, string>> = {
  database: 'Database',
  limits: 'Rate limits',
  upstream: 'Upstream',
  prices: 'Prices',
};

/** What else a check says, where people want to know it. */
const DETAILS: Readonly<Record<string, (check: Health['checks'][string]) => string | undefined>> = {
  database: ({ engine }) => engine,
  limits: ({ counted_in: where }) => where && `counted in ${where}`,
  upstream: ({ provider, last_call: last }) =>
    provider && (last === 'failed' ? `${provider}, the last call failed` : provider),
  prices: ({ calls_of_unknown_models: unknown }) =>
    unknown === undefined || unknown === '0' ? undefined : `${unknown} calls of unknown models`,
};

/** How the parts of the gateway are, and whether calls go through to the models. */
export function HealthPanel({ overview }: { readonly overview: Overview }): ReactNode {
  const { health, breaker, breakers } = overview;
  const { tone, word } = STATUS[health.status];
  return (
    <Panel title="Health" actions={<Badge tone={tone}>{word}</Badge>}>
      <dl className="facts">
        {Object.entries(health.checks).map(([name, check]) => (
          <Fact
            key={name}
            name={NAMES[name] ?? name}
            detail={DETAILS[name]?.(check)}
            {...STATUS[check.status]}
          />
        ))}
        {breakers.length === 0 && <Fact name="Circuit breaker" {...BREAKER[breaker]} />}
        {breakers.map(({ upstream, model, state }) => (
          <Fact key={`${upstream} ${model}`} name={`Breaker of ${model}`} {...BREAKER[state]} />
        ))}
      </dl>
    </Panel>
  );
}

function Fact({
  name,
  detail,
  tone,
  word,
}: {
  readonly name: string;
  readonly detail?: string | undefined;
  readonly tone: Tone;
  readonly word: string;
}): ReactNode {
  return (
    <div className="fact">
      <dt>
        {name} {detail !== undefined && <span className="fine">{detail}</span>}
      </dt>
      <dd>
        <Badge tone={tone}>{word}</Badge>
      </dd>
    </div>
  );
}
