import type { ServerResponse } from 'node:http';
import { whenOver } from './when-over';

/** As `whenOver`, but not before all that is done for the request is over: work may go on when its client has left. */
export function whenDone(response: ServerResponse, callBack: () => void): void {
  whenOver(response, () => {
    // A request that never came through the ingress has no context.
    const work = (response.req.context as typeof response.req.context | undefined)?.work;
    if (work === undefined) callBack();
    else void work.then(callBack);
  });
}
