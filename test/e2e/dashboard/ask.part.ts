import type { Locator, Page } from 'playwright-core';
import { goTo, openAs, openAt, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedWithSimulator } from '../../support/shared-gateway';
import type { TestSimulator } from '../../support/simulator';
import { createUser, type TestUser } from '../../support/users';
import { looksOf, refuse } from './states';
import { leave } from '../../support/tabs';

/** Without a number, which an explanation would have to find in its data. */
const HOSTILE = '<img src=x onerror="document.title=name">';

describe('asking from the dashboard', () => {
  let gateway: TestGateway;
  let simulator: TestSimulator;
  let member: TestUser;
  const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true });
  const field = (at: Page | Locator, name: string) => at.getByRole('textbox', { name });

  beforeAll(async () => {
    ({ gateway, simulator } = await sharedWithSimulator());
    member = await createUser(gateway, { username: 'ada' });
  });

  const says = (text: string, match: string): Promise<void> =>
    simulator.trouble(`say:${encodeURIComponent(text)}`, { match });

  it('streams an answer as text, keeps the conversation, and stops', async () => {
    const { page, faults } = await openAt('Ask', gateway, member);
    const panel = page.getByRole('tabpanel', { name: 'Free question' });
    await says(`Pro earns more.\n${HOSTILE}`, 'plan-of-ada');
    await field(panel, 'Question').fill(`Which plan-of-ada earns more? ${HOSTILE}`);
    await field(panel, 'Context').fill('{"basic": 1200,');
    await button(panel, 'Ask').click();
    expect(await panel.locator(':focus').getAttribute('name')).toBe('context');
    await panel.getByText('This is no JSON yet').waitFor();
    await field(panel, 'Context').fill('{"basic": 1200, "pro": 3400}');
    await button(panel, 'Ask').click();
    const first = panel.getByRole('article', { name: 'Question 1' });
    await first.getByText('Cost').waitFor();
    expect(await first.textContent()).toContain(`Pro earns more.\n${HOSTILE}`);
    expect(await first.textContent()).toMatch(/in, \d+ outCost\$0\.\d+.*req_/);
    expect(await page.locator('img').count()).toBe(0);
    expect(await field(panel, 'Question').inputValue()).toBe('');

    await simulator.trouble('hang-after:5', { match: 'in percent' });
    const asked = page.waitForRequest(/\/api\/query$/);
    await field(panel, 'Question').fill('And in percent?');
    await button(panel, 'Ask').click();
    expect((await asked).postDataJSON()).toMatchObject({ chain_id: expect.stringMatching(/^\w{20}$/) });
    // Nothing but Stop ends it, so there is no key under which the gateway would finish it.
    expect((await asked).headers()).not.toHaveProperty('idempotency-key');
    const second = panel.getByRole('article', { name: 'Question 2' });
    await second.getByText('This is').waitFor();
    expect(await second.getAttribute('aria-busy')).toBe('true');
    await button(panel, 'Stop').click();
    await second.getByText('You stopped it here').waitFor();
    await second.getByText('This is').waitFor();
    expect(await field(panel, 'Question').inputValue()).toBe('And in percent?');
    expect(await looksOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('shows at its field what the gateway refuses, and keeps what was typed', async () => {
    const { page, faults } = await openAs(gateway, member);
    await says(
      'Pro earns more: $3,400 a month, nearly three times the $1,200 of basic.',
      'Which of the two plans',
    );
    await goTo(page, 'Ask');
    await field(page, 'Question').fill('Which of the two plans earns more, and by how much?');
    await field(page, 'Context').fill('{"basic": 1200, "pro": 3400}');
    await button(page, 'Model and length').click();
    await field(page, 'Most tokens').fill('200000');
    await button(page, 'Ask').click();
    await page.getByText('Could not get the answer').waitFor();
    await field(page, 'Most tokens').and(page.locator('[aria-invalid="true"]')).waitFor();
    expect(await field(page, 'Question').inputValue()).toContain('Which of the two plans');
    await button(page, 'Begin a new one').click();
    await field(page, 'Most tokens').fill('500');
    await button(page, 'Model and length').click();
    await button(page, 'Ask').click();
    await page.getByText('nearly three times').waitFor();
    await page.getByText('Open in Chains').waitFor();
    await page.evaluate('scrollTo(0, 0)');
    await picture(page, 'ask');
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('offers analysts their list only, and says when that cannot be had', async () => {
    const analyst = await createUser(gateway, { role: 'analyst' });
    const { page, faults } = await openAs(gateway, analyst);
    await refuse(page, /analytics-query\/types$/, {
      status: 500,
      code: 'internal_error',
      detail: 'Something broke in the gateway',
    });
    await goTo(page, 'Ask');
    await page.getByText('Could not load what may be asked').waitFor();
    await page.unrouteAll();
    await button(page, 'Try again').click();
    await page.getByRole('tab', { name: 'MRR analysis', selected: true }).waitFor();
    expect(await page.getByRole('tab', { name: 'Free question' }).count()).toBe(0);
    expect(faults).toEqual([]);
    await leave(page);
  });
});
