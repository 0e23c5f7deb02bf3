import * as sallyport from '/client/index.js';
import { NoToken } from '/gateway.js';

/** What people are told of each kind of error: what it means for them, and what they can do. */
const SENTENCES = [
  [sallyport.ConnectionError, () => 'The gateway cannot be reached. Are you online, and is it running?'],
  [sallyport.TimeoutError, () => 'That took too long. Ask for less, or try again.'],
  [sallyport.RateLimitedError, ({ retryAfter }) => `Too many questions. Try again in ${retryAfter} seconds.`],
  [sallyport.ConcurrencyLimitedError, () => 'Too many questions at once. Wait for an answer first.'],
  [
    sallyport.BudgetExhaustedError,
    () => 'What these questions may cost is spent. Ask whoever runs this page.',
  ],
  [sallyport.ValidationFailedError, violationsOf],
  [sallyport.UpstreamUnavailableError, () => 'Claude is away for a moment. Try again a little later.'],
  [sallyport.UpstreamTimeoutError, () => 'Claude took too long. Try again.'],
  // All others, those that a newer gateway adds as well, come with a sentence of the gateway's own.
  [sallyport.SallyportError, ({ message }) => message],
  [NoToken, ({ message }) => message],
];

/** A sentence for people, and for whoever helps them what to look for in the gateway's log. */
export function troubleOf(error) {
  const [, sentence = () => 'Something went wrong on this page.'] =
    SENTENCES.find(([kind]) => error instanceof kind) ?? [];
  const text = sentence(error);
  const { code, requestId } = error instanceof sallyport.SallyportError ? error : {};
  const reference = [code, requestId].filter((part) => part !== undefined).join(', ');
  return text[0].toUpperCase() + text.slice(1) + (reference === '' ? '' : ` (${reference})`);
}

/** `parameters.data.steps.1.count` is a path of ours, which means something to us only: its last name will do. */
function violationsOf({ violations }) {
  return `${violations.map(({ field, message }) => `${field.split('.').at(-1)} ${message}`).join('; ')}.`;
}
