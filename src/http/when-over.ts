import type { ServerResponse } from 'node:http';

const OVER = Symbol('sallyport:over');

declare module 'http' {
  interface ServerResponse {
    /** Who is told when it is over: one listener for all of them. */
    [OVER]?: (() => void)[];
  }
}

/**
 * Calls back once when the answer is out or its client is gone, which may be already. A pipelined request whose turn
 * has not come has no response `close` when its client leaves, so that its connection's has to do.
 */
export function whenOver(response: ServerResponse, callBack: () => void): void {
  const { socket } = response.req;
  if (response.closed || socket.destroyed) {
    callBack();
    return;
  }
  const others = response[OVER];
  if (others === undefined) listen(response, (response[OVER] = [callBack]));
  else others.push(callBack);
}

function listen(response: ServerResponse, callBacks: readonly (() => void)[]): void {
  const { socket } = response.req;
  const over = (): void => {
    response.off('close', over);
    socket.off('close', over);
    for (const callBack of callBacks) callBack();
  };
  response.on('close', over);
  // Unlimited: as many may wait on one connection as its client has sent.
  if (response.socket === null) socket.setMaxListeners(0).on('close', over);
}
