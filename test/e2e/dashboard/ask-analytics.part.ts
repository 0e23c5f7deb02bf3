import type { Locator, Page } from 'playwright-core';
import { netPromoterScore } from '../../../examples/net-promoter-score.query';
import { schemaOf } from '../../../src/http';
import { goTo, openAs, openAt, picture } from '../../support/dashboard';
import type { TestGateway } from '../../support/gateway';
import { sharedWithSimulator } from '../../support/shared-gateway';
import type { TestSimulator } from '../../support/simulator';
import { createUser, type TestUser } from '../../support/users';
import { looksOf } from './states';
import { leave } from '../../support/tabs';

/** Without a number, which an explanation would have to find in its data. */
const HOSTILE = '<img src=x onerror="document.title=name">';
type NpsParameters = Parameters<typeof netPromoterScore.compute>[0];

describe('analyses asked from the dashboard', () => {
  let gateway: TestGateway;
  let simulator: TestSimulator;
  let member: TestUser;
  const button = (at: Page | Locator, name: string) => at.getByRole('button', { name, exact: true });
  const field = (at: Page | Locator, name: string) => at.getByRole('textbox', { name });

  beforeAll(async () => {
    ({ gateway, simulator } = await sharedWithSimulator());
    member = await createUser(gateway, { username: 'grace' });
  });

  const says = (text: string, match: string): Promise<void> =>
    simulator.trouble(`say:${encodeURIComponent(text)}`, { match });

  async function openTab(page: Page, title: string): Promise<Locator> {
    await page.getByRole('tab', { name: title }).click();
    return page.getByRole('tabpanel', { name: title });
  }

  it('makes a form of the schema, and draws what was computed', async () => {
    const { page, faults } = await openAt('Ask', gateway, member);
    const panel = await openTab(page, 'MRR analysis');
    await button(panel, 'Ask').click();
    await panel.getByText('5 fields need another look.').waitFor();
    expect(await panel.locator(':focus').getAttribute('name')).toBe('data.months.0.month');
    await button(panel, 'Fill in the example').click();

    const churned = field(panel, 'Churned MRR, row 1');
    await churned.fill('60000');
    await button(panel, 'Ask').click();
    await panel
      .getByRole('textbox', { name: 'Churned MRR, row 1', description: /must not exceed/ })
      .waitFor();
    await panel.getByText('Could not ask this').waitFor();
    expect(await panel.locator(':focus').getAttribute('name')).toBe('data.months.0.churned_mrr');
    expect(await looksOf(page)).toEqual([]);
    await churned.fill('1000');

    await button(panel, 'As JSON').click();
    const json = field(panel, 'Parameters as JSON');
    const written = JSON.parse(await json.inputValue()) as { currency?: string };
    await json.fill('{"data": {"months": [], "rows": 1}}');
    await button(panel, 'As a form').click();
    await panel.getByText('The form has no place for data.rows.').waitFor();
    await json.fill(JSON.stringify(written));
    await button(panel, 'As a form').click();
    const explanation = {
      summary: 'MRR grew from 50,000 to 61,000.25 EUR. New customers carried most of it, above all in June.',
      findings: ['Churn was highest in May, at 1,900 EUR.'],
      recommendations: [HOSTILE],
      driver: 'new',
    };
    await says(JSON.stringify(explanation), '61000.25');
    await button(panel, 'Ask').click();
    await panel
      .getByRole('img', { name: /Start 50,000 EUR, New \+12,300 EUR.*End 61,000\.25 EUR\.$/ })
      .waitFor();
    await panel.getByText(HOSTILE).waitFor();
    await panel.getByText('Grounded: all its numbers are in the data').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    await panel
      .getByRole('region', { name: 'Computed' })
      .evaluate((result: { readonly scrollIntoView: () => void }) => {
        result.scrollIntoView();
      });
    await picture(page, 'ask-analytics');
    await panel.getByText('MRR bridge as a table').click();
    await panel.getByRole('row', { name: /^2026-05 54,000 EUR 3,200 EUR/ }).waitFor();
    expect(await looksOf(page)).toEqual([]);
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('takes rows from a spreadsheet, and draws funnels, churn and cohorts', async () => {
    const { page, faults } = await openAt('Ask', gateway, member, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const cohorts = await openTab(page, 'Cohort analysis');
    const copied = 'Cohort\tSize\tRetained\n2026-01\t1,420\t1,357\n2026-02\t380\t331, 300\n';
    await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(copied)})`);
    await field(cohorts, 'Cohort, row 1').press('ControlOrMeta+V');
    await cohorts.getByText('there are 2 rows now').waitFor();
    await button(cohorts, 'Ask').click();
    const map = cohorts.getByRole('table', { name: 'Retention by cohort and month' });
    await map.getByRole('row', { name: '2026-02 380 100% 87.1% 78.9%' }).waitFor();
    expect(await map.getByRole('row', { name: /^2026-01 1,420 100% 95.6%/ }).count()).toBe(1);
    expect(await looksOf(page)).toEqual([]);
    await map.scrollIntoViewIfNeeded();

    const churn = await openTab(page, 'Churn analysis');
    await button(churn, 'Fill in the example').click();
    await button(churn, 'Ask').click();
    await churn.getByRole('img', { name: /^Churn by period.*customers lost 5\.1%/ }).waitFor();
    const funnel = await openTab(page, 'Conversion analysis');
    await button(funnel, 'Fill in the example').click();
    await button(funnel, 'Leave out: Comparison').click();
    await button(funnel, 'Ask').click();
    await funnel.getByText('15% of the step before').waitFor();
    expect(await funnel.getByText('in the comparison').count()).toBe(0);
    await openTab(page, 'Cohort analysis');
    await map.getByRole('row', { name: /^2026-02/ }).waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('says that numbers stand alone, and which of an explanation are in no data', async () => {
    const { page, faults } = await openAt('Ask', gateway, member);
    const panel = await openTab(page, 'MRR analysis');
    await button(panel, 'Fill in the example').click();
    await field(panel, 'Ending MRR, row 3').fill('');
    await field(panel, 'New MRR, row 1').fill('4321.5');
    await simulator.trouble('status:400', { match: '4321.5' });
    await button(panel, 'Ask').click();
    await panel.getByText('The numbers stand alone: there is no explanation.').waitFor();
    await panel.getByText('Degraded').waitFor();
    await panel.getByRole('img', { name: /New \+12,621\.50 EUR/ }).waitFor();
    const said = { findings: [], recommendations: ['Look at the plans.'], driver: 'new' };
    for (const summary of ['It was 77.', 'It was 78.']) {
      await says(JSON.stringify({ ...said, summary }), '4322.5');
    }
    await field(panel, 'New MRR, row 1').fill('4322.5');
    await button(panel, 'Ask').click();
    await panel.getByText(/^Not grounded: 7[78] is not in the data$/).waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });

  it('asks any query that is registered, and shows its numbers', async () => {
    const { page, faults } = await openAs(gateway, member);
    const { id, version, title, description, roles, example } = netPromoterScore;
    await page.route(/analytics-query\/types$/, (route) =>
      route.fulfill({
        json: {
          meta: { page: 1, page_size: 2, total: 2 },
          data: [
            {
              ...{ id, version, title, description, roles, max_cost_usd: 0.1 },
              parameters: { ...schemaOf(netPromoterScore.parameters), examples: [example] },
              metrics: schemaOf(netPromoterScore.metrics),
              explanation: schemaOf(netPromoterScore.output),
            },
            { id: 'not_mine', version, title: 'Not mine', description, roles: ['admin'], max_cost_usd: 0.1 },
          ],
        },
      }),
    );
    await page.route(/analytics-query$/, async (route) => {
      const { parameters } = route.request().postDataJSON() as { parameters: NpsParameters };
      const tokens = { input_tokens: 0, output_tokens: 0 };
      await route.fulfill({
        json: {
          ...{ query_type: id, version, metrics: netPromoterScore.compute(parameters), answer: null },
          ...{ explanation: null, grounded: null, ungrounded_numbers: [], model: null, usage: tokens },
          ...{
            cost_usd: 0,
            cached: false,
            degraded: true,
            reason: 'overloaded',
            detail: 'Too much at once.',
          },
          ...{ chain_id: null, request_id: 'req_of_nps' },
        },
      });
    });
    await goTo(page, 'Ask');
    const panel = await openTab(page, 'Net promoter score');
    expect(await page.getByRole('tab').allTextContents()).toEqual(['Free question', 'Net promoter score']);
    await button(panel, 'Fill in the example').click();
    await button(panel, 'Add a row').click();
    for (const [name, text] of Object.entries({
      Segment: 'new',
      Promoters: '2',
      Passives: '0',
      Detractors: '1',
    })) {
      await field(panel, `${name}, row 3`).fill(text);
    }
    await button(panel, 'Remove row 2').click();
    await button(panel, 'Ask').click();
    const segments = panel.getByRole('table', { name: 'Segments' }).last();
    await segments.getByRole('row', { name: /^new 3 66\.7% 33\.3% 33\.3/ }).waitFor();
    await panel.getByText('Too much at once.').waitFor();
    expect(faults).toEqual([]);
    await leave(page);
  });
});
