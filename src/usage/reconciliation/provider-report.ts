import { readConsoleCsv } from './console-csv';
import { readCostReport } from './cost-report';
import { ReportError, type ProviderReport } from './report';
import { readUsageReport } from './usage-report';

/**
 * Reads a provider's report of any format that is known, told apart by what it contains.
 * @param file its name, for messages
 * @throws ReportError with a sentence that names the file and the place in it
 */
export function readProviderReport(file: string, content: Uint8Array): ProviderReport {
  try {
    const text = textOf(content);
    return /^\s*[[{]/.test(text) ? readJson(text) : readConsoleCsv(text);
  } catch (error) {
    if (error instanceof ReportError) throw new ReportError(`${file}: ${error.message}`);
    throw error;
  }
}

function textOf(content: Uint8Array): string {
  try {
    // Leaves a byte order mark out.
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new ReportError('the file is not text in UTF-8');
  }
}

function readJson(text: string): ProviderReport {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    throw new ReportError(`line ${String(faultyLine(text))} is not JSON`);
  }
  return resultsOf(file).some((result) => 'amount' in result) ? readCostReport(file) : readUsageReport(file);
}

/** The first line up to which the text cannot be the beginning of JSON; the last one where the end is missing. */
function faultyLine(text: string): number {
  const lines = text.split('\n');
  let [good, bad] = [0, lines.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (couldGoOn(lines.slice(0, middle).join('\n'))) good = middle;
    else bad = middle;
  }
  return bad;
}

/** Whether the only thing wrong is that it ends, which some of V8's messages say by the position alone. */
function couldGoOn(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as Error;
    const [, position = NaN] = / at position (\d+)/.exec(message) ?? [];
    return message.includes('end of JSON input') || Number(position) >= beginning.length;
  }
}

/** What looks like results, at whatever is given: which report it is shows before it is known to be well-formed. */
function resultsOf(file: unknown): readonly object[] {
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
  const member = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return (Array.isArray(file) ? list(file) : [file])
    .flatMap((page) => list(member(page, 'data')))
    .flatMap((bucket) => list(member(bucket, 'results')))
    .filter((result): result is object => typeof result === 'object' && result !== null);
}
