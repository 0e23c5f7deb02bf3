import { Client } from 'undici';
import { ConfigurationError } from '../../config';
import type { Alert } from '../alert';
import {
  DeliveryFailed,
  type AlertSink,
  type AlertSinkKind,
  type Delivery,
  type SinkTerms,
} from '../alert-sink';
import { AddressRefused, guardedConnector, systemResolve, type Resolve } from '../webhook/guarded-connector';
import { isPublicAddress, isPublicOrLoopback } from '../webhook/public-address';
import { signatureOf, webhookMessage } from '../webhook/webhook-message';
import { webhookTarget, type TargetRules } from '../webhook/webhook-target';

/** Bytes of headers that a receiver may answer with. */
const MAX_HEADER_BYTES = 8192;
/** Words of Node and undici, such as ECONNREFUSED; what else they say names the receiver, whose address is a secret. */
const ERROR_CODE = /^[A-Z][A-Z0-9_]{2,50}$/;

/** Posts alerts to a chat or a pager. */
export const webhookSink: AlertSinkKind = {
  id: 'webhook',
  open: ({ mode, webhook }) => {
    // The one place where a test is treated otherwise: its receiver is on this machine.
    const isAllowed = mode === 'test' ? isPublicOrLoopback : isPublicAddress;
    const sink = new WebhookSink(webhook, { isAllowed, allowsHttp: mode !== 'production' });
    sink.requireGoodTarget();
    return sink;
  },
};

export class WebhookSink implements AlertSink {
  readonly id = 'webhook';

  constructor(
    private readonly current: SinkTerms['webhook'],
    private readonly rules: TargetRules,
    private readonly resolve: Resolve = systemResolve(),
    private readonly now: () => number = Date.now,
  ) {}

  /** @throws ConfigurationError where the address is not one that is posted to */
  requireGoodTarget(): void {
    const { url = '' } = this.current();
    const target = webhookTarget(url, this.rules);
    if (typeof target === 'string') throw new ConfigurationError([`ALERT_WEBHOOK_URL should be ${target}`]);
  }

  async send(alert: Alert, { id, signal }: Delivery): Promise<void> {
    const { url = '', secret } = this.current();
    const target = webhookTarget(url, this.rules);
    if (typeof target === 'string') throw new DeliveryFailed(`ALERT_WEBHOOK_URL should be ${target}`, false);
    const body = webhookMessage(alert);
    const signature = secret === undefined ? undefined : signatureOf(body, secret, this.now());
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'sallyport',
      'x-sallyport-delivery': id,
      ...(signature === undefined ? {} : { 'x-sallyport-signature': signature }),
    };
    const status = await this.#post(target, headers, body, signal);
    if (status >= 200 && status < 300) return;
    const isPassing = status >= 500 || status === 429 || status === 408;
    throw new DeliveryFailed(`it answered ${String(status)}`, isPassing);
  }

  /** Posts once, on a connection of its own, and reads nothing of the answer but its status. */
  async #post(
    { origin, pathname, search }: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<number> {
    const connect = guardedConnector(this.rules.isAllowed, this.resolve);
    const client = new Client(origin, { connect, maxHeaderSize: MAX_HEADER_BYTES });
    try {
      const answer = await client.request({ method: 'POST', path: pathname + search, headers, body, signal });
      answer.body.on('error', () => undefined);
      return answer.statusCode;
    } catch (error) {
      throw new DeliveryFailed(reasonOf(error, signal), !(error instanceof AddressRefused), error);
    } finally {
      client.destroy().catch(() => undefined);
    }
  }
}

function reasonOf(error: unknown, signal: AbortSignal): string {
  if (error instanceof AddressRefused) return error.message;
  if (signal.aborted) return 'it did not answer in time';
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' && ERROR_CODE.test(code) ? code : 'it could not be asked';
}
