import {
  createServer,
  IncomingMessage,
  ServerResponse,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  type RequestListener,
} from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Express } from 'express';
import { chunkOf } from './chunk';
import { answerClientError, answerConnect } from './client-error';
import { commonHeaders } from './common-headers';

/** Request line and headers together, as Node counts them. */
const MAX_HEADER_BYTES = 16_384;
const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
/** So long a reader may take nothing of an answer that is complete; nginx's `send_timeout` is the same. */
const READER_SILENCE_MS = 60_000;
/** Longer than the idle time of common load balancers (60 s), so that they, not we, close an idle connection. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Express without its most expensive habit. For each request Express replaces the prototypes of request and
 * response; here the server creates both with those prototypes already, which turns the replacement into a no-op
 * (docs/adr/0002). Routes are matched exactly: by letter case and final slash.
 */
export class LeanExpressAdapter extends ExpressAdapter {
  constructor() {
    const app = express();
    app.disable('x-powered-by');
    app.disable('etag');
    app.enable('case sensitive routing');
    app.enable('strict routing');
    super(app);
  }

  override initHttpServer(): void {
    const app = this.getInstance<Express>();
    const server = createServer(
      {
        IncomingMessage: requestClass(app),
        ServerResponse: responseClass(app),
        maxHeaderSize: MAX_HEADER_BYTES,
        headersTimeout: HEADERS_TIMEOUT_MS,
        requestTimeout: REQUEST_TIMEOUT_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
        // Node looks for slow senders at this pace; its own half minute would double the limits above.
        connectionsCheckingInterval: 1000,
        // The ingress checks `Host` itself, so that the refusal is a problem document.
        requireHostHeader: false,
      },
      app as unknown as RequestListener,
    );
    // A client that waits with its body gets the word from the guard that reads it, not before.
    server.on('checkContinue', app);
    server.on('checkExpectation', app);
    server.on('clientError', answerClientError);
    server.on('connect', answerConnect);
    // None is dropped; the ingress refuses too many.
    server.maxHeadersCount = 0;
    this.httpServer = server;
  }
}

function requestClass(app: Express): typeof IncomingMessage {
  class GatewayRequest extends IncomingMessage {}
  Object.setPrototypeOf(GatewayRequest.prototype, app.request);
  app.request = GatewayRequest.prototype as unknown as Express['request'];
  return GatewayRequest;
}

function responseClass(app: Express): typeof ServerResponse {
  /**
   * A response whose headers always include those that every answer carries, whoever writes it, and whose reader cannot
   * keep it for ever: what has no room in the socket is memory of ours.
   */
  class GatewayResponse extends ServerResponse {
    /** One piece of a stream is one write: Node would make four of it, for its length, itself and two line ends. */
    override write(bytes: unknown, ...rest: unknown[]): boolean {
      const chunk = this.chunkedEncoding && rest.length === 0 ? chunkOf(bytes) : undefined;
      if (chunk === undefined) return super.write(bytes, ...(rest as []));
      this.chunkedEncoding = false;
      const hasRoom = super.write(chunk);
      this.chunkedEncoding = true;
      return hasRoom;
    }

    override end(...given: unknown[]): this {
      super.end(...(given as []));
      const { socket } = this;
      // Node ends a connection that does nothing for so long, unless bytes are taken meanwhile.
      if (socket !== null && socket.writableLength > 0) socket.setTimeout(READER_SILENCE_MS);
      return this;
    }

    override writeHead(
      status: number,
      reason?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
      headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
    ): this {
      const own = typeof reason === 'string' ? headers : reason;
      const common = commonHeaders(this.req.context);
      if (Array.isArray(own)) return super.writeHead(status, common.concat(own as string[]));
      for (let at = 0; at < common.length; at += 2) {
        const name = common[at] as string;
        if (!this.hasHeader(name)) this.setHeader(name, common[at + 1] as string);
      }
      // Answers hold keys, tokens and questions; what may be kept says so itself.
      if (!this.hasHeader('Cache-Control')) this.setHeader('Cache-Control', 'no-store');
      return super.writeHead(status, own);
    }
  }
  Object.setPrototypeOf(GatewayResponse.prototype, app.response);
  app.response = GatewayResponse.prototype as unknown as Express['response'];
  return GatewayResponse as unknown as typeof ServerResponse;
}
