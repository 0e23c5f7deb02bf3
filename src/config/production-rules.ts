import type { EnvironmentReader } from './environment-reader';

/** Phrases of tutorials and templates, one short pattern repeated, and references that nobody resolved: whoever knows them signs as us. */
const WELL_KNOWN =
  /change[-_ ]?(me|this|in|it)|your[-_ ]|super[-_ ]?secret|secret[-_ ]?key|password|placeholder|example|insecure|default|^[a-z][\w+.-]*:\/\/|^(.{1,4})\2*$/i;

/** Whether a secret is one that others have read. */
export function isWellKnown(secret: string): boolean {
  return WELL_KNOWN.test(secret);
}

/** What production refuses to start with, CONTRACT section 5. Complaints are added to the reader's. */
export function refuseForProduction(reader: EnvironmentReader): void {
  const secret = reader.text('SECRET_KEY');
  if (secret === '' || isWellKnown(secret)) {
    reader.refuse(
      'SECRET_KEY',
      'at least 32 random bytes in production, such as `openssl rand -base64 48` prints',
    );
  }
  if (!reader.isSet('ANTHROPIC_API_KEY')) {
    reader.refuse('ANTHROPIC_API_KEY', 'set in production');
  }
  if (reader.list('CORS_ORIGINS').includes('*')) {
    reader.refuse('CORS_ORIGINS', 'a list of origins in production, not *');
  }
  if (['debug', 'trace'].includes(reader.text('LOG_LEVEL'))) {
    reader.refuse('LOG_LEVEL', 'info or quieter in production');
  }
  if (reader.integer('REPLICAS', 1, 10_000) > 1) {
    if (!reader.isSet('REDIS_URL')) reader.refuse('REDIS_URL', 'set when REPLICAS is over 1');
    if (!reader.isSet('DATABASE_URL')) reader.refuse('DATABASE_URL', 'set when REPLICAS is over 1');
  }
}
