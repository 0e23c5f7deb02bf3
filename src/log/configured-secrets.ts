import type { GatewayConfig } from '../config';

/** A part of a path as long as this is no word. */
const TELLING = 16;

/** Every secret that the configuration holds. */
export function configuredSecrets({
  secrets,
  upstream,
  storage,
  telemetry,
  alerts,
}: GatewayConfig): readonly (string | undefined)[] {
  const { secretKey, previousSecretKey, bootstrapAdminKey, bootstrapAdmin } = secrets;
  return [
    secretKey,
    previousSecretKey,
    bootstrapAdminKey,
    bootstrapAdmin?.password,
    upstream.apiKey,
    telemetry.metricsToken,
    ...Object.values(telemetry.otlp?.headers ?? {}),
    alerts.webhook?.secret,
    // The path of a webhook is what lets in whoever knows it.
    ...(alerts.webhook === undefined ? [] : pathOf(alerts.webhook.url)),
    ...[
      storage.databaseUrl,
      storage.redisUrl,
      upstream.baseUrl,
      telemetry.otlp?.endpoint,
      alerts.webhook?.url,
    ].flatMap(passwordOf),
  ];
}

function pathOf(url: string): readonly string[] {
  const { pathname, search } = new URL(url);
  const parts = pathname.split('/').filter(({ length }) => length >= TELLING);
  return [pathname.slice(1), search.slice(1), ...parts];
}

/** As it is written in the URL, and as it is meant. */
function passwordOf(url: string | undefined): readonly string[] {
  if (url === undefined || !URL.canParse(url)) return [];
  const { password } = new URL(url);
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}
