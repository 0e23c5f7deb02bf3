import type { GatewayConfig } from './config';
import { readConfig } from './read-config';

/** The configuration that these variables make, with a secret, so that nothing is written. */
export function configOf(env: Readonly<Record<string, string>> = {}): GatewayConfig {
  return readConfig({ SECRET_KEY: 'kX0v8Q2mZr7Yt4Wb1Nc6Lp9Sd3Fg5Hj0', ...env });
}
