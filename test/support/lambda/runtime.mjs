/**
 * AWS Lambda's Node runtime as far as a streaming function sees it (aws-lambda-nodejs-runtime-interface-client,
 * src/HttpResponseStream.js and src/ResponseStream.js): events come, and what is written leaves, over the channel to the
 * parent process. With SOCKET it runs only what forwards events, to the server that listens there.
 */
import { createRequire } from 'node:module';
import { Writable } from 'node:stream';

const DELIMITER = new Uint8Array(8);
const require = createRequire(import.meta.url);

class ResponseStream extends Writable {
  /** What has to go out before anything else, which is at the first write and not before. */
  _onBeforeFirstWrite;
  #isBegun = false;

  write(chunk, ...rest) {
    if (!this.#isBegun) {
      this.#isBegun = true;
      this._onBeforeFirstWrite?.((bytes) => super.write(bytes));
    }
    return super.write(chunk, ...rest);
  }

  setContentType(contentType) {
    this.contentType = contentType;
  }
}

globalThis.awslambda = {
  streamifyResponse: (handler) => handler,
  HttpResponseStream: {
    from(stream, metadata) {
      stream.setContentType('application/vnd.awslambda.http-integration-response');
      stream._onBeforeFirstWrite = (write) => {
        write(JSON.stringify(metadata));
        write(DELIMITER);
      };
      return stream;
    },
  },
};

const { SOCKET, FUNCTION = '' } = process.env;

function handlerOf(module) {
  if (SOCKET === undefined) return module.handler;
  return (event, stream, context) =>
    module.forward(SOCKET, event, stream, globalThis.AbortSignal.timeout(context.getRemainingTimeInMillis()));
}

const handler = handlerOf(require(FUNCTION));

process.on('message', ({ id, event, remainingMs }) => {
  const stream = new ResponseStream({
    write(chunk, _, done) {
      process.send({ id, piece: chunk, contentType: stream.contentType }, done);
    },
  });
  // The platform hears of it from the handler.
  stream.on('error', () => undefined);
  const deadline = Date.now() + remainingMs;
  handler(event, stream, { getRemainingTimeInMillis: () => deadline - Date.now() }).then(
    () => process.send({ id, over: { ended: stream.writableFinished } }),
    (error) => process.send({ id, over: { failed: String(error) } }),
  );
});
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0));
