import { ConfigurationError } from '../config';
import { redactor } from '../log';

/** Says why the gateway did not start, in the words of the failure, and ends the process. */
export function reportFailedBoot(error: unknown): never {
  process.stderr.write(`\nSallyport did not start. ${redactor.text(explain(error))}\n`);
  process.exit(1);
}

function explain(error: unknown): string {
  if (error instanceof ConfigurationError) return `${error.message}\nSee .env.example for every setting.`;
  if (!(error instanceof Error)) return `Something was thrown: ${String(error)}`;
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return 'Something else listens on that port: stop it, or set PORT to another (0 takes any free one).';
  if (code === 'EACCES')
    return 'That port or folder needs more rights: set PORT over 1024, or DATA_DIR to a folder that is yours.';
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'ETIMEDOUT') {
    return 'The database of DATABASE_URL cannot be reached: check that it runs and that the URL is right.';
  }
  return stack ?? message;
}
