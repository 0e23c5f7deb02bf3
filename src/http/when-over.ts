import type { ServerResponse } from 'node:http';

/**
 * Calls back once when the answer is out or its client is gone, which may be already. A pipelined request whose turn
 * has not come has no response `close` when its client leaves, so that its connection's has to do.
 */
export function whenOver(response: ServerResponse, callBack: () => void): void {
  const { socket } = response.req;
  const over = (): void => {
    response.off('close', over);
    socket.off('close', over);
    callBack();
  };
  if (response.closed || socket.destroyed) {
    callBack();
    return;
  }
  response.once('close', over);
  // Unlimited: as many may wait on one connection as its client has sent.
  if (response.socket === null) socket.setMaxListeners(0).once('close', over);
}
