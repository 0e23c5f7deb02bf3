import { Logger } from '@nestjs/common';
import { SecretKeys, Secrets, type SecretSourceRegistry, UnresolvedSecrets } from '../secrets';
import type { GatewayConfig } from './config';
import { ConfigurationError } from './environment-reader';
import { readConfig } from './read-config';
import { SETTINGS, type SettingName } from './settings';

/** More than the look-up of another gateway takes at the longest. */
const LOOK_UP_MS = 5000;

/** What is asked for at each use; every other setting is what it was at boot. */
const LIVE: ReadonlySet<SettingName> = new Set<SettingName>([
  'SECRET_KEY',
  'SECRET_KEY_PREVIOUS',
  'ANTHROPIC_API_KEY',
  'METRICS_TOKEN',
  'ALERT_WEBHOOK_URL',
  'ALERT_WEBHOOK_SECRET',
]);

/**
 * The settings of an environment, their references resolved; the environment itself stays as it is.
 * @throws ConfigurationError naming every setting whose reference cannot be resolved
 */
export async function resolveSecrets(
  sources: SecretSourceRegistry,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Secrets> {
  const settings = new Map<string, string>();
  for (const { name } of SETTINGS) {
    const value = env[name];
    if (value !== undefined) settings.set(name, value);
  }
  try {
    return await Secrets.open(sources, settings);
  } catch (error) {
    throw error instanceof UnresolvedSecrets ? new ConfigurationError(error.problems) : error;
  }
}

/**
 * The keys of SECRET_KEY. A gateway that boots in the middle of a rotation goes on with the previous key for a moment:
 * the others may not know the new one yet, and would refuse what it makes with it.
 */
export function secretKeysOf(secrets: Secrets, config: GatewayConfig): SecretKeys {
  const { secretKey, previousSecretKey } = config.secrets;
  if (previousSecretKey === undefined || !secrets.isReference('SECRET_KEY'))
    return SecretKeys.of(secretKey, previousSecretKey);
  const keys = SecretKeys.of(previousSecretKey);
  keys.rotateTo(secretKey, adoptionMs(config));
  return keys;
}

/** Looks references up from now on, takes only values that a boot would, and passes them on. */
export function followSecrets(secrets: Secrets, config: GatewayConfig, keys: SecretKeys): void {
  const log = new Logger('Secrets');
  secrets.onChange('SECRET_KEY', (key) => {
    keys.rotateTo(key, adoptionMs(config), () => {
      log.log({ setting: 'SECRET_KEY' }, 'The new key is in use');
    });
  });
  secrets.onChange('SECRET_KEY_PREVIOUS', (key) => {
    keys.accept(key);
  });
  for (const { name } of SETTINGS) {
    if (LIVE.has(name)) continue;
    secrets.onChange(name, () => {
      log.warn(
        { setting: name },
        'Goes on with the value of its boot: restart the gateways one after another',
      );
    });
  }
  secrets.follow({
    everyMs: config.secrets.refreshSeconds * 1000,
    judge: problemOf,
  });
}

function problemOf(settings: Readonly<Record<string, string>>): string | undefined {
  try {
    readConfig(settings);
    return undefined;
  } catch (error) {
    return error instanceof ConfigurationError ? error.problems.join('; ') : 'the settings cannot be read';
  }
}

/** Milliseconds from when one gateway sees a new SECRET_KEY until all of them do. */
function adoptionMs({ secrets }: GatewayConfig): number {
  return secrets.refreshSeconds * 1000 + LOOK_UP_MS;
}
