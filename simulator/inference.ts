import type { IncomingMessage } from 'node:http';
import { ApiError, invalidRequest } from './api-error';
import { checkCredential, requireVersion } from './credential';
import { deliver, deliverBadly, type Answer } from './delivery';
import { messagesHeaders } from './headers';
import { interrupt } from './interruption';
import { answer, type Script } from './message';
import { parseMessageRequest } from './message-request';
import { messageEvents } from './message-stream';
import type { Outlet } from './outlet';
import { refuse } from './refuse';
import { countInput, totalInput } from './tokens';
import { parseTrouble, type Trouble } from './trouble';
import type { TroubleQueue } from './trouble-queue';

/** The header that asks for trouble with this request alone, ahead of any that is queued. */
const TROUBLE_HEADER = 'x-simulator-trouble';

/** One request of `/v1/messages`, or with `counting` of `/v1/messages/count_tokens`, body and all. */
export interface InferenceRequest {
  readonly requestId: string;
  readonly message: IncomingMessage;
  readonly text: string;
  readonly tooLarge: boolean;
  readonly counting: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Answers it, or makes the trouble that its header asks for or that was queued for it. */
export async function infer(outlet: Outlet, request: InferenceRequest, queue: TroubleQueue): Promise<void> {
  const { requestId, now } = request;
  try {
    await perform(outlet, request, headerTrouble(request) ?? queue.take(request.text));
  } catch (error) {
    refuse(outlet, error, requestId, messagesHeaders(requestId, now, false));
  }
}

function headerTrouble({ message }: InferenceRequest): Trouble | undefined {
  const spec = message.headers[TROUBLE_HEADER];
  if (spec === undefined) return undefined;
  const trouble = parseTrouble(String(spec));
  if (trouble === undefined) throw invalidRequest(`${TROUBLE_HEADER}: unknown trouble`);
  return trouble;
}

async function perform(
  outlet: Outlet,
  request: InferenceRequest,
  trouble: Trouble | undefined,
): Promise<void> {
  if (trouble === undefined) return deliver(outlet, answerTo(request));
  switch (trouble.kind) {
    case 'latency':
      await outlet.pause(trouble.ms);
      return outlet.gone ? undefined : deliver(outlet, answerTo(request));
    case 'big':
    case 'say':
      return deliver(outlet, answerTo(request, trouble));
    case 'status':
    case 'hang':
    case 'reset':
    case 'redirect':
    case 'wrong-type':
    case 'echo-credential': {
      const { requestId, message, now } = request;
      const headers = messagesHeaders(requestId, now, false);
      return interrupt(outlet, trouble, { requestId, received: message.headers, headers });
    }
    default:
      return deliverBadly(outlet, answerTo(request), trouble);
  }
}

function answerTo(request: InferenceRequest, script?: Script): Answer {
  const { requestId, message, text, counting, now } = request;
  checkCredential(message.headers);
  const version = requireVersion(message.headers);
  if (request.tooLarge) throw new ApiError(413, 'Request exceeds the maximum allowed number of bytes.');
  const parsed = parseMessageRequest(text, version, counting);
  const stream = parsed.stream && !counting;
  const headers = messagesHeaders(requestId, now, stream);
  if (counting) {
    const body = JSON.stringify({ input_tokens: totalInput(countInput(parsed)) });
    return { requestId, headers, content: { body } };
  }
  const reply = answer(parsed, text, script);
  const content = stream ? { events: messageEvents(reply) } : { body: JSON.stringify(reply) };
  return { requestId, headers, content };
}
