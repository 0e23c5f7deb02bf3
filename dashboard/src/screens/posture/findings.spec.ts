import type { PostureLine } from '@sallyport/client';
import { findingsOf, verdictOf } from './findings';

const line = (id: string, status: PostureLine['status']): PostureLine => ({
  id,
  status,
  title: id,
  why: '',
  fix: null,
});

it('findings are grouped, the worst first, each in the order of the checklist', () => {
  const checks = [line('a', 'pass'), line('b', 'failure'), line('c', 'warning'), line('d', 'failure')];
  expect(findingsOf({ checks }).map(({ status, lines }) => [status, lines.map(({ id }) => id)])).toEqual([
    ['failure', ['b', 'd']],
    ['warning', ['c']],
    ['pass', ['a']],
  ]);
});

it.each<[PostureLine['status'][], RegExp]>([
  [['pass', 'pass'], /^Ready/],
  [['pass', 'warning'], /deserve a look/],
  [['failure', 'warning'], /^Not ready .* one line fails\.$/],
  [['failure', 'failure'], /2 lines fail\.$/],
])('the verdict over %j', (statuses, sentence) => {
  const worst = (['failure', 'warning'] as const).find((status) => statuses.includes(status)) ?? 'pass';
  const checks = statuses.map((status, at) => line(String(at), status));
  expect(verdictOf({ checks, status: worst })).toMatch(sentence);
});
