import type { IncomingMessage } from 'node:http';
import { ApiError, invalidRequest } from './api-error';
import { isJsonObject, parseJson } from './json';
import type { Recorder } from './recorder';
import { readBody } from './request-body';
import { parseTrouble } from './trouble';
import type { TroubleQueue } from './trouble-queue';

export const CONTROL_PREFIX = '/_simulator';

const MOST_BODY_BYTES = 1024 * 1024;
const MOST_TIMES = 1_000_000;

/** What a test may do to the simulator from outside: queue trouble, see what arrived, start afresh. */
export class Control {
  constructor(
    private readonly queue: TroubleQueue,
    private readonly recorder: Recorder,
  ) {}

  /** The JSON answer of a control route; 404 for any other. */
  async handle(request: IncomingMessage, path: string, query: URLSearchParams): Promise<unknown> {
    switch (`${request.method ?? ''} ${path.slice(CONTROL_PREFIX.length)}`) {
      case 'POST /trouble':
        return this.queueTrouble(request);
      case 'GET /requests':
        return this.recorder.list(query.get('match') ?? undefined);
      case 'GET /counts':
        return this.recorder.counts();
      case 'DELETE ':
        this.queue.clear();
        this.recorder.clear();
        return {};
      default:
        throw new ApiError(404, 'Not found');
    }
  }

  private async queueTrouble(request: IncomingMessage): Promise<unknown> {
    const read = await readBody(request, MOST_BODY_BYTES);
    const body = read.state === 'complete' ? parseJson(read.bytes.toString()) : undefined;
    if (!isJsonObject(body)) throw invalidRequest('The request body is not a valid JSON object');
    const { trouble: spec, times = 1, match } = body;
    const trouble = typeof spec === 'string' ? parseTrouble(spec) : undefined;
    if (trouble === undefined) throw invalidRequest('trouble: unknown trouble');
    if (typeof times !== 'number' || !Number.isInteger(times) || times < 1 || times > MOST_TIMES) {
      throw invalidRequest(`times: Input should be between 1 and ${String(MOST_TIMES)}`);
    }
    if (match !== undefined && typeof match !== 'string') {
      throw invalidRequest('match: Input should be a valid string');
    }
    this.queue.add(trouble, times, match);
    return { trouble, times, match: match ?? null };
  }
}
