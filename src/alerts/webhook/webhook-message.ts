import { createHmac } from 'node:crypto';
import { documentOf, type Alert } from '../alert';

/** Slack cuts a section at 3000 characters. */
const LONGEST = 2900;
const STATES = { raised: 'Raised', reminder: 'Still so', recovered: 'Recovered' } as const;

/**
 * The body that is posted: `text` and `blocks` as Slack's incoming webhooks take them
 * (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, 2026-11), and the alert as it is under `alert`.
 */
export function webhookMessage(alert: Alert): string {
  const { rule, severity, state, summary, value, threshold, labels, runbook } = alert;
  const title = `${STATES[state]}: ${rule} (${severity})`;
  const facts = [
    `value ${String(value)} (threshold ${String(threshold)})`,
    ...Object.entries(labels).map(([name, label]) => `${name} ${label}`),
    runbook,
  ];
  return JSON.stringify({
    text: escaped(`${title}: ${summary}`),
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: `*${escaped(title)}*\n${escaped(summary)}` } },
      { type: 'context', elements: [{ type: 'mrkdwn', text: escaped(facts.join(' · ')) }] },
    ],
    alert: documentOf(alert),
  });
}

/**
 * Proves to a receiver who sent a body, and when: HMAC-SHA256 over the time, a dot and the body.
 * @param at epoch milliseconds
 */
export function signatureOf(body: string, secret: string, at: number): string {
  const seconds = String(Math.floor(at / 1000));
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}

/** Slack's three control characters: without them nobody is mentioned, and nothing becomes a link. */
function escaped(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return cut.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
