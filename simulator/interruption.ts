import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { ApiError } from './api-error';
import { credentialsOf } from './credential';
import type { Outlet } from './outlet';
import { refuse } from './refuse';
import type { Trouble } from './trouble';

/** The troubles that take the place of an answer, whether the request was good or not. */
export type Interruption = Extract<
  Trouble,
  { kind: 'status' | 'hang' | 'reset' | 'redirect' | 'wrong-type' | 'echo-credential' }
>;

const MESSAGES: ReadonlyMap<number, string> = new Map([
  [401, 'invalid x-api-key'],
  [402, 'Your credit balance is too low to access the Claude API.'],
  [429, "This request would exceed your organization's rate limit."],
  [529, 'Overloaded'],
]);

/** What an interruption needs to know about the request it interrupts. */
export interface Interrupted {
  readonly requestId: string;
  readonly received: IncomingHttpHeaders;
  /** For the answer, content type included. */
  readonly headers: OutgoingHttpHeaders;
}

export async function interrupt(outlet: Outlet, trouble: Interruption, about: Interrupted): Promise<void> {
  const { requestId, headers } = about;
  switch (trouble.kind) {
    case 'hang':
      return outlet.silence();
    case 'reset': {
      outlet.reset();
      return;
    }
    case 'redirect': {
      outlet.send(307, { ...headers, location: trouble.location }, '');
      return;
    }
    case 'wrong-type': {
      outlet.send(
        200,
        { ...headers, 'content-type': 'text/html; charset=utf-8' },
        '<!doctype html><title>Simulator</title><p>Not an API answer.',
      );
      return;
    }
    case 'echo-credential': {
      const echo = credentialsOf(about.received).join(', ');
      refuse(outlet, new ApiError(401, `invalid credential: ${echo}`), requestId, headers);
      return;
    }
    case 'status': {
      const message = MESSAGES.get(trouble.status) ?? `Simulated error ${String(trouble.status)}`;
      refuse(outlet, new ApiError(trouble.status, message, trouble.headers), requestId, headers);
      return;
    }
  }
}
