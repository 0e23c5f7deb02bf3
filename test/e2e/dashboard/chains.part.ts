import type { Page } from 'playwright-core';
import { addChains, addSteps, chainRowOf, stepRowOf } from '../../../src/chains/chains.fixture';
import { computeMrr } from '../../../src/analytics/computations/mrr/mrr.compute';
import { randomBase62 } from '../../../src/kernel';
import { mrrAnalysis } from '../../../src/analytics/queries/mrr-analysis.query';
import { goTo, openAs, openAt, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedWithSimulator } from '../../support/shared-gateway';
import { createUser, type TestUser } from '../../support/users';
import { choose, looksOf, refuse } from './states';
import { leave } from '../../support/tabs';

const HOSTILE = '<img src=x onerror="document.title=1">';
const LONG = `${'averylongwordwithoutanyend'.repeat(20)}\nand a second line`;
/** More chains than stand on one page. */
const OTHERS = 27;
const MINUTE = 60_000;

const HARSH = {
  title: `Which plan earns more? ${HOSTILE}`,
  answer: `Pro: $3,400 a month against $1,200.\n${LONG}`,
};
const FINE = {
  title: 'Which plan earns more, and by how much?',
  answer: 'Pro earns more: $3,400 a month against the $1,200 of basic, so $2,200 more.',
};

type Example = Parameters<typeof computeMrr>[0];

describe('the chains of the dashboard', () => {
  let gateway: TestGateway;
  let member: TestUser;
  let chainId: string;
  const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
  const list = (page: Page) => page.getByRole('table', { name: 'Chains' });
  const goToAddress = (page: Page, address: string) =>
    page.evaluate(`location.hash = ${JSON.stringify(address)}`);

  beforeAll(async () => {
    ({ gateway } = await sharedWithSimulator());
    member = await createUser(gateway);
    chainId = await conversationOf(member);
    await addChains(
      gateway.database,
      Array.from({ length: OTHERS }, (_, at) => ({
        ...rowOf(member, Date.now() - (at + 10) * MINUTE),
        title: `Question no. ${String(at)}`,
        cost_micro_usd: at === 5 ? 900_000 : 200 + at,
      })),
    );
  });

  const rowOf = ({ id }: TestUser, at: number) =>
    chainRowOf({
      id: randomBase62(20),
      principal: `user:${id}`,
      key_id: null,
      user_id: id,
      steps: 1,
      created_at: at,
      updated_at: at,
    });

  /** A question, an analysis that nobody explained, and a step whose content was not kept. */
  async function conversationOf(user: TestUser, { title, answer } = HARSH): Promise<string> {
    const at = Date.now() - MINUTE;
    const row = {
      ...rowOf(user, at),
      title,
      steps: 3,
      cost_micro_usd: 7_310,
    };
    const parameters = mrrAnalysis.example as unknown as Example;
    const exchange = {
      kind: 'exchange',
      question: title.replace('? ', '?\n'),
      context: { basic: 1200, pro: 3400 },
      answer,
    };
    const run = { kind: 'analytics', parameters, metrics: computeMrr(parameters), answer: null };
    const step = { chain_id: row.id, model: 'claude-sonnet-5-5', cost_micro_usd: 2_436, created_at: at };
    await addChains(gateway.database, [row]);
    await addSteps(gateway.database, [
      stepRowOf({ ...step, request_id: 'req_first', content: JSON.stringify(exchange), input_tokens: 69 }),
      stepRowOf({
        ...step,
        position: 2,
        request_id: 'req_second',
        type: 'mrr_analysis',
        model: null,
        content: JSON.stringify(run),
        degraded: 1,
      }),
      stepRowOf({ ...step, position: 3, request_id: 'req_third', content: null }),
    ]);
    return row.id;
  }

  it('are listed, sorted, filtered and turned over', async () => {
    const { page, faults } = await openAt('Chains', gateway, member);
    await page.getByText('Page 1 of 2').waitFor();
    expect(await list(page).getByRole('columnheader').allTextContents()).not.toContain('Owner');
    expect(await list(page).getByRole('rowheader').first().textContent()).toContain(HOSTILE);
    expect(await page.locator('img').count()).toBe(0);
    expect(await looksOf(page)).toEqual([]);
    await choose(page, 'Order', 'Cost, highest first');
    await list(page).getByRole('row').nth(1).getByText('$0.90').waitFor();
    await button(page, 'Next').click();
    await page.getByText('Page 2 of 2').waitFor();
    await choose(page, 'Type', 'Churn analysis');
    await page.getByText('Nothing of this type was asked').waitFor();
    await choose(page, 'Type', 'Free question');
    await page.getByText('Page 1 of 2').waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('are read step by step, as text, and gone on with', async () => {
    const { page, faults } = await openAt('Chains', gateway, member);
    await page.getByRole('link', { name: /Which plan earns more/ }).click();
    const steps = page.getByRole('list', { name: 'Steps' });
    const first = steps.getByRole('region', { name: '1. Free question' });
    expect(await first.getByText(HOSTILE).textContent()).toContain('\n<img');
    expect(await first.textContent()).toContain('and a second line');
    await first.getByText('Context', { exact: true }).click();
    await first.getByText('"basic": 1200').waitFor();
    expect(await first.textContent()).toMatch(/claude-sonnet-5-5.*\$0\.002436.*req_first/);

    const second = steps.getByRole('region', { name: '2. MRR analysis' });
    await second.getByRole('img', { name: /^MRR bridge\. Start 50,000 EUR, New \+12,300 EUR/ }).waitFor();
    await second.getByText('Degraded').waitFor();
    await second.getByText('The numbers stand alone').waitFor();
    await steps.getByRole('region', { name: '3. Free question' }).getByText('not kept').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await looksOf(page)).toEqual([]);

    await button(page, 'Go on with this conversation').click();
    await page.getByText('Your next question goes on with').waitFor();
    await page.getByText('of 3 steps so far').waitFor();
    const asked = page.waitForRequest(/\/api\/query$/);
    await page.getByRole('textbox', { name: 'Question' }).fill('And in percent?');
    await page.getByRole('textbox', { name: 'Question' }).press('Control+Enter');
    expect((await asked).postDataJSON()).toMatchObject({ chain_id: chainId, question: 'And in percent?' });
    await page.getByRole('link', { name: 'Open in Chains' }).click();
    await page
      .getByRole('region', { name: '4. Free question' })
      .getByText('And in percent?', { exact: true })
      .waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('are deleted when that is confirmed, and stay where it is refused', async () => {
    const owner = await createUser(gateway);
    const id = await conversationOf(owner);
    const { page, faults } = await openAt('Chains', gateway, owner);
    await page.getByRole('link', { name: /Which plan earns more/ }).click();
    await refuse(page, new RegExp(`/api/chains/${id}$`), {
      method: 'DELETE',
      status: 500,
      code: 'internal_error',
      detail: 'Something broke in the gateway',
    });
    await button(page, 'Delete').click();
    const dialog = page.getByRole('alertdialog', { name: 'Delete this conversation?' });
    await dialog.getByRole('button', { name: 'Delete it' }).click();
    await dialog.getByText('Something broke in the gateway').waitFor();
    await dialog.getByText('req_provoked0001').waitFor();
    await page.unrouteAll();
    await dialog.getByRole('button', { name: 'Delete it' }).click();
    await page.getByText('Nothing was asked yet').waitFor();
    await page.getByRole('link', { name: 'Ask something' }).waitFor();
    await page.goBack();
    await page.getByText('There is no chain of yours under that id').waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('of others are read by those who only look, and not touched', async () => {
    const viewer = await createUser(gateway, { role: 'admin', mode: 'viewer' });
    const { page, faults } = await openAs(gateway, viewer);
    expect(await page.getByRole('link', { name: 'Ask', exact: true }).count()).toBe(0);
    await goTo(page, 'Chains');
    await list(page).getByRole('columnheader', { name: 'Owner' }).waitFor();
    await goToAddress(page, `/chains/${chainId}`);
    await page.getByRole('list', { name: 'Steps' }).waitFor();
    expect(await page.getByRole('main').getByRole('button').allTextContents()).toEqual([]);
    await goToAddress(page, '/chains/../../x');
    await page.getByText('There is no such conversation').waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('of others are deleted by administrators, and gone on with by nobody else', async () => {
    const admin = await createUser(gateway, { role: 'admin', username: 'lin' });
    const own = await conversationOf(admin, FINE);
    const { page, faults } = await openAt('Chains', gateway, admin);
    await goToAddress(page, `/chains/${own}`);
    await button(page, 'Go on with this conversation').waitFor();
    await picture(page, 'chains');
    await goToAddress(page, `/chains/${chainId}`);
    await page.getByText(`user:${member.id}`).waitFor();
    await button(page, 'Delete').waitFor();
    expect(await button(page, 'Go on with this conversation').count()).toBe(0);
    await refuse(page, /\/api\/chains\?/, {
      status: 500,
      code: 'internal_error',
      detail: 'Something broke in the gateway',
    });
    await page.reload();
    await page.getByRole('link', { name: 'All chains' }).click();
    await page.getByText('Could not load the chains').waitFor();
    await page.unrouteAll();
    await button(page, 'Try again').click();
    await list(page).waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });
});
