import { Injectable } from '@nestjs/common';
import { GatewayConfig, isWellKnown } from '../../config';
import { Secrets } from '../../secrets';
import { Checks, failure, pass, warning, type Check, type Finding } from '../check';
import { bitsOf, ENOUGH_BITS, sharedSecrets } from '../secret-strength';

const NEW_SECRET = 'Set it to what `openssl rand -base64 48` prints';

/** What the settings alone tell. */
@Injectable()
export class SettingsChecks extends Checks {
  readonly all: readonly Check[] = [
    { id: 'mode', title: 'Runs in production mode', look: () => this.#mode() },
    { id: 'secret-strength', title: 'Secrets cannot be guessed', look: () => this.#strength() },
    { id: 'secret-reuse', title: 'No secret is used twice', look: () => this.#reuse() },
    { id: 'secret-references', title: 'Secrets can be looked up', look: () => this.#references() },
    { id: 'previous-secret', title: 'No old secret is left', look: () => this.#previous() },
    { id: 'bootstrap', title: 'No first credential is left', look: () => this.#bootstrap() },
    { id: 'cors', title: 'Pages of named origins alone may read', look: () => this.#cors() },
    { id: 'log', title: 'Logs hold no content', look: () => this.#log() },
    { id: 'replicas', title: 'Replicas share their stores', look: () => this.#replicas() },
    { id: 'upstream', title: 'Answers come from Claude', look: () => this.#upstream() },
  ];

  constructor(
    private readonly config: GatewayConfig,
    private readonly secrets: Secrets,
  ) {
    super();
  }

  #mode(): Finding {
    const { mode } = this.config;
    if (mode === 'production') return pass('NODE_ENV is production');
    return failure(
      `NODE_ENV is ${mode}, which makes up what is missing`,
      'Set NODE_ENV=production; what the gateway then asks for is in docs/operations.md',
    );
  }

  #strength(): Finding {
    const { secrets } = this.config;
    if (secrets.madeUpIn !== undefined)
      return failure('SECRET_KEY was made up and lies in DATA_DIR', NEW_SECRET);
    const weak = Object.entries(secretsOf(this.config))
      .filter(([, secret]) => secret !== undefined && (isWellKnown(secret) || bitsOf(secret) < ENOUGH_BITS))
      .map(([name]) => name);
    if (weak.length > 0) return failure(`${weak.join(', ')} can be guessed`, NEW_SECRET);
    return pass('SECRET_KEY and the tokens are long and irregular enough');
  }

  #reuse(): Finding {
    const [shared] = sharedSecrets({
      ...secretsOf(this.config),
      ANTHROPIC_API_KEY: this.config.upstream.apiKey,
      BOOTSTRAP_ADMIN_PASSWORD: this.config.secrets.bootstrapAdmin?.password,
      'the password in DATABASE_URL': passwordOf(this.config.storage.databaseUrl),
      'the password in REDIS_URL': passwordOf(this.config.storage.redisUrl),
    });
    if (shared === undefined) return pass('Each secret has one use');
    return failure(`${shared.join(' and ')} are the same`, 'Give each a value of its own');
  }

  #references(): Finding {
    const { state } = this.secrets;
    const failing = state.filter((secret) => secret.failing).map(({ name }) => name);
    if (failing.length > 0)
      return failure(
        `${failing.join(', ')} cannot be looked up: the last value is in use`,
        'See the log for the cause; a restart would fail',
      );
    return pass(`${String(state.length)} settings are references, and all of them can be looked up`);
  }

  #previous(): Finding {
    if (this.config.secrets.previousSecretKey === undefined) return pass('SECRET_KEY_PREVIOUS is empty');
    return warning(
      'SECRET_KEY_PREVIOUS is still accepted',
      'Take it out when the keys and tokens of before have been used or replaced (docs/secrets.md)',
    );
  }

  #bootstrap(): Finding {
    const { bootstrapAdmin, bootstrapAdminKey } = this.config.secrets;
    if (bootstrapAdmin !== undefined && isDefaultPassword(bootstrapAdmin))
      return failure(
        'BOOTSTRAP_ADMIN_PASSWORD is one of those that are tried first',
        'Set another, or change it by PATCH /admin/users/:id and take both variables out',
      );
    const left = [
      ...(bootstrapAdminKey === undefined ? [] : ['BOOTSTRAP_ADMIN_KEY']),
      ...(bootstrapAdmin === undefined ? [] : ['BOOTSTRAP_ADMIN_PASSWORD']),
    ];
    if (left.length === 0) return pass('No BOOTSTRAP_ variable is set');
    return warning(
      `${left.join(' and ')} opens the gateway and lies in its environment`,
      'Take it out after the first boot: what it made stays',
    );
  }

  #cors(): Finding {
    const { corsOrigins } = this.config.http;
    if (corsOrigins.includes('*'))
      return failure('CORS_ORIGINS is *', 'List the origins of your pages instead');
    const open = corsOrigins.filter((origin) => origin.startsWith('http://'));
    if (open.length === 0) return pass(`${String(corsOrigins.length)} origins are listed, all of them https`);
    return warning(
      `CORS_ORIGINS has ${open.join(', ')}: such a page can be altered on its way`,
      'Serve it over https, and list that origin',
    );
  }

  #log(): Finding {
    const { level, bodies } = this.config.log;
    if (bodies) return failure('LOG_BODIES is true', 'Set LOG_BODIES=false');
    if (level === 'debug' || level === 'trace') return failure(`LOG_LEVEL is ${level}`, 'Set LOG_LEVEL=info');
    if (level === 'silent' || level === 'fatal')
      return warning(`LOG_LEVEL is ${level}: refusals are not told of`, 'Set LOG_LEVEL=info');
    return pass(`LOG_LEVEL is ${level}`);
  }

  #replicas(): Finding {
    const { replicas, storage } = this.config;
    if (replicas === 1) return pass('One gateway is declared (REPLICAS)');
    const missing = [
      ...(storage.redisUrl === undefined ? ['REDIS_URL'] : []),
      ...(storage.databaseUrl === undefined ? ['DATABASE_URL'] : []),
    ];
    if (missing.length === 0) return pass(`${String(replicas)} replicas share Redis and PostgreSQL`);
    return failure(
      `${String(replicas)} replicas are declared, and each would count for itself`,
      `Set ${missing.join(' and ')}`,
    );
  }

  #upstream(): Finding {
    const { id, baseUrl } = this.config.upstream;
    if (id === 'simulator')
      return failure('The built-in simulator answers', 'Set ANTHROPIC_API_KEY, and take UPSTREAM out');
    if (!baseUrl.startsWith('https:') && !isLocal(baseUrl))
      return failure(
        'ANTHROPIC_BASE_URL is not https: the provider key can be read on its way',
        'Use https://',
      );
    return pass(`The upstream is ${id}`);
  }
}

function secretsOf({ secrets, telemetry, alerts }: GatewayConfig): Record<string, string | undefined> {
  return {
    SECRET_KEY: secrets.secretKey,
    SECRET_KEY_PREVIOUS: secrets.previousSecretKey,
    METRICS_TOKEN: telemetry.metricsToken,
    ALERT_WEBHOOK_SECRET: alerts.webhook?.secret,
  };
}

function passwordOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : decodeURIComponent(new URL(url).password);
}

function isLocal(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

/** Long enough to be set, and on every list that is tried. */
export const DEFAULT_PASSWORDS = [
  'password',
  'password1',
  'changeme',
  'admin123',
  '12345678',
  'administrator',
  'sallyport',
] as const;

function isDefaultPassword({
  username,
  password,
}: {
  readonly username: string;
  readonly password: string;
}): boolean {
  const folded = password.toLowerCase();
  return folded === username.toLowerCase() || DEFAULT_PASSWORDS.some((known) => known === folded);
}
