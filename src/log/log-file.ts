import { ConfigurationError } from '../config';
import { redactor } from './redactor';
import { RotatedFile } from './rotated-file';

/**
 * The file of LOG_FILE, open.
 * @throws ConfigurationError when it cannot be written to
 */
export function openLogFile(path: string): RotatedFile {
  try {
    const file = new RotatedFile(path, (reason) => {
      process.stderr.write(
        redactor.text(`The log cannot be written to LOG_FILE (${reason}); what is lost is counted\n`),
      );
    });
    process.once('exit', file.flush);
    return file;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigurationError([
      `LOG_FILE should be a file in a folder that the gateway may write to (${code ?? 'it cannot be opened'})`,
    ]);
  }
}
