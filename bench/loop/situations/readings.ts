import type { Question } from '../ask';
import { AS_ADMIN, asking, type Situation } from '../situation';

const read = (path: string): Question => ({ path, headers: AS_ADMIN, status: 200 });
const reading = (name: string, paths: readonly string[], options?: { readonly times: number }): Situation =>
  asking(name, () => paths.map(read), options);

/** Reports over all calls there are. */
export function reports(): readonly Situation[] {
  const usage = '/admin/usage?page_size=200&group_by=';
  return [
    reading('usage by day', [`${usage}day`], { times: 3 }),
    reading('usage by key, model and day', [`${usage}key,model,day`], { times: 3 }),
    reading('usage by key, model and day as a file', ['/admin/usage?format=csv&group_by=key,model,day'], {
      times: 3,
    }),
    reading('usage by key, the most expensive first', [`${usage}key&sort=-cost_usd`], { times: 3 }),
  ];
}

/** Everything that is in the audit trail. These may be asked six times a minute. */
export function trail(): readonly Situation[] {
  return [
    reading('audit verification', ['/admin/audit/verify']),
    reading('audit export', ['/admin/audit/export']),
  ];
}

/** The first of these makes it. */
export function document(): readonly Situation[] {
  return [
    reading('/openapi.json, the first time', ['/openapi.json']),
    reading('/docs, the first time', ['/docs']),
  ];
}

/** What the dashboard shows, first pages and last ones. */
export function lists(): readonly Situation[] {
  const all = '?page_size=200';
  return [
    reading('lists of the audit trail', [
      `/admin/audit${all}`,
      `/admin/audit${all}&page=900`,
      `/admin/audit${all}&sort=at&outcome=refused`,
      '/admin/audit?request_id=req_17aaaaaaaaaaaaaaaaaaaa',
    ]),
    reading('lists of keys, users and budgets', [
      `/admin/keys${all}`,
      `/admin/keys${all}&page=40&sort=-name`,
      `/admin/users${all}`,
      `/admin/users${all}&page=40&sort=-username`,
      `/admin/budgets${all}`,
      `/admin/budgets${all}&page=40`,
    ]),
    reading('lists of chains', [
      `/api/chains${all}`,
      `/api/chains${all}&page=400`,
      `/api/chains${all}&sort=cost_usd`,
    ]),
    reading('health, metrics and posture', [
      '/health',
      '/metrics',
      '/admin/posture',
      '/api/rate-limit-status',
    ]),
  ];
}
