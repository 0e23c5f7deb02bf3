import { asking, USER, type Situation } from '../situation';

const AT_ONCE = 50;

/** Everybody logs in at once, as after an outage. */
export function logins(): readonly Situation[] {
  const question = {
    path: '/login',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(USER),
    status: 200,
  };
  return [asking('fifty parallel logins', () => [question], { times: 2 * AT_ONCE, atOnce: AT_ONCE })];
}
