import type { OutgoingHttpHeaders } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { errorBody } from './api-error';
import type { Outlet } from './outlet';
import type { Trouble } from './trouble';

/** A good answer, ready to write: a plain body, or the events of a stream. */
export interface Answer {
  readonly requestId: string;
  readonly headers: OutgoingHttpHeaders;
  readonly content: { readonly body: string } | { readonly events: Iterable<string> };
}

/** The troubles that strike while a good answer is being written. */
export type DeliveryTrouble = Extract<
  Trouble,
  { kind: 'hang-after' | 'cut' | 'end-early' | 'error-event' | 'garbage' | 'drip' | 'split' | 'endless-line' }
>;

const BODY_SLICES = 16;
const ENDLESS_PIECE = 'x'.repeat(16_384);
const ENDLESS_START =
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"';
const GARBAGE_LINES = '<<< not an event >>>\n\nevent: content_block_delta\ndata: {"type": not json\n\n';
const GARBAGE_BODY = '{"id": "msg_sim_garbage", "content": [not json';

/** Writes a good answer undisturbed: a plain one in one write, a stream as fast as its reader takes it. */
export async function deliver(outlet: Outlet, { headers, content }: Answer): Promise<void> {
  if ('body' in content) {
    outlet.send(200, headers, content.body);
    return;
  }
  outlet.prepare(200, headers);
  await outlet.pour(content.events);
}

/** Writes a good answer badly, as the trouble tells. */
export async function deliverBadly(outlet: Outlet, answer: Answer, trouble: DeliveryTrouble): Promise<void> {
  const { headers, content } = answer;
  const streamed = 'events' in content;
  const parts: readonly (string | Buffer)[] = streamed
    ? [...content.events]
    : slices(Buffer.from(content.body));
  /** Index of the part before which the trouble strikes; `most` keeps an answer from being complete. */
  const upTo = (events: number, most = parts.length): number =>
    Math.min(most, streamed ? events : parts.length / 2);
  const sized =
    'body' in content ? { ...headers, 'content-length': Buffer.byteLength(content.body) } : headers;

  switch (trouble.kind) {
    case 'hang-after':
      await outlet.start(200, sized);
      await writeAll(outlet, parts.slice(0, upTo(trouble.events)));
      return outlet.silence();
    case 'cut':
      await outlet.start(200, sized);
      await writeAll(outlet, parts.slice(0, upTo(trouble.events)));
      outlet.cut();
      return;
    case 'end-early':
      await outlet.start(200, headers);
      await writeAll(outlet, parts.slice(0, upTo(trouble.events, parts.length - 1)));
      outlet.end();
      return;
    case 'error-event': {
      const error = errorBody('overloaded_error', 'Overloaded', answer.requestId);
      if (!streamed) {
        outlet.send(529, headers, error);
        return;
      }
      await outlet.start(200, headers);
      await writeAll(outlet, parts.slice(0, upTo(trouble.events, parts.length - 1)));
      await outlet.write(`event: error\ndata: ${error}\n\n`);
      outlet.end();
      return;
    }
    case 'garbage': {
      if (!streamed) {
        outlet.send(200, headers, GARBAGE_BODY);
        return;
      }
      const middle = Math.floor(parts.length / 2);
      await outlet.start(200, headers);
      await writeAll(outlet, [...parts.slice(0, middle), GARBAGE_LINES, ...parts.slice(middle)]);
      outlet.end();
      return;
    }
    case 'drip':
      await outlet.start(200, sized);
      await writeAll(outlet, parts, () => outlet.pause(trouble.ms));
      outlet.end();
      return;
    case 'split': {
      const bytes = Buffer.concat(parts.map((part) => Buffer.from(part)));
      await outlet.start(200, sized);
      // A turn of the event loop between writes, or the system would be handed them together.
      await writeAll(outlet, chunks(bytes, trouble.bytes), () => setImmediate());
      outlet.end();
      return;
    }
    case 'endless-line':
      await outlet.start(200, headers);
      if (streamed) await writeAll(outlet, [...parts.slice(0, 3), ENDLESS_START]);
      while (!outlet.gone) await outlet.write(ENDLESS_PIECE);
      return;
  }
}

async function writeAll(
  outlet: Outlet,
  parts: Iterable<string | Buffer>,
  between?: () => Promise<unknown>,
): Promise<void> {
  for (const part of parts) {
    if (outlet.gone) return;
    await outlet.write(part);
    await between?.();
  }
}

function slices(body: Buffer): readonly Buffer[] {
  return Array.from({ length: BODY_SLICES }, (_, slice) =>
    body.subarray((slice * body.length) / BODY_SLICES, ((slice + 1) * body.length) / BODY_SLICES),
  );
}

function* chunks(bytes: Buffer, size: number): Generator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
