import { AbortedError } from '/client/index.js';
import { Gateway, LoggedOut } from '/gateway.js';
import { troubleOf } from '/trouble.js';

const PLANS = { basic: 1200, pro: 3400 };

const $ = (id) => document.getElementById(id);
/** Since the log-in. */
let gateway;

$('plans').textContent = JSON.stringify(PLANS);

$('login').addEventListener('submit', (event) =>
  attempt(event, async ({ name }) => {
    const response = await fetch('/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name }),
    });
    if (!response.ok) return tell((await response.json()).message);
    await showWhoIsHere();
  }),
);

$('ask').addEventListener('submit', (event) =>
  attempt(event, async ({ question }) => {
    const stopping = new AbortController();
    $('stop').onclick = () => stopping.abort();
    $('stop').disabled = false;
    $('answer').textContent = $('cost').textContent = '';
    try {
      await gateway.with(async (sallyport) => {
        const answer = sallyport.query.stream(
          { question, context: PLANS, max_tokens: 500 },
          { signal: stopping.signal },
        );
        for await (const text of answer) $('answer').append(text);
        const { cost_usd: cost, model } = await answer.final();
        $('cost').textContent = `${model}, ${cost} USD`;
      });
    } finally {
      $('stop').disabled = true;
    }
  }),
);

$('funnel').addEventListener('submit', (event) =>
  attempt(event, async (fields) => {
    const steps = Object.entries(fields).map(([step, count]) => ({ step, count: Number(count) }));
    const { metrics, answer, detail } = await gateway.with((sallyport) =>
      sallyport.analyticsQuery('conversion_analysis', { data: { steps } }),
    );
    $('steps').tBodies[0].replaceChildren(...metrics.steps.map(rowOf));
    $('steps').hidden = false;
    // The numbers are there even when Claude is away; then `detail` says why nothing explains them.
    $('explanation').textContent = answer ?? detail;
  }),
);

$('logout').addEventListener('click', (event) =>
  attempt(event, async () => {
    // The token would end by itself in minutes; so it ends now, and if that fails, then.
    await gateway.with((sallyport) => sallyport.logout()).catch(() => undefined);
    await fetch('/logout', { method: 'POST' });
    await showWhoIsHere();
  }),
);

/** Does what a form is for, tells what went wrong, and shows what is left. */
async function attempt(event, deed) {
  event.preventDefault();
  const form = event.currentTarget;
  const button = form.querySelector('button') ?? form;
  const fields = form instanceof HTMLFormElement ? Object.fromEntries(new FormData(form)) : {};
  tell('');
  button.disabled = true;
  try {
    await deed(fields);
  } catch (error) {
    if (error instanceof LoggedOut) await showWhoIsHere('Your session has ended: log in again.');
    else if (!(error instanceof AbortedError)) tell(troubleOf(error));
  } finally {
    button.disabled = false;
  }
  if (gateway !== undefined) await showLimits();
}

async function showLimits() {
  try {
    const {
      requests_remaining: left,
      max_requests: most,
      budget,
    } = await gateway.with((sallyport) => sallyport.rateLimitStatus());
    const money = budget === null ? '' : `, and ${budget.remaining_usd} of ${budget.limit_usd} USD`;
    $('limits').textContent = `${left} of ${most} requests${money}`;
  } catch {
    $('limits').textContent = 'Not known right now';
  }
}

async function showWhoIsHere(reason = '') {
  const { user, gateway: address } = await (await fetch('/me')).json();
  gateway = user === null ? undefined : new Gateway(address);
  $('user').textContent = user ?? '';
  $('login').hidden = user !== null;
  $('workbench').hidden = user === null;
  tell(reason);
}

function tell(text) {
  $('trouble').textContent = text;
  $('trouble').hidden = text === '';
}

function rowOf({ step, count, from_previous: share }) {
  const row = document.createElement('tr');
  for (const text of [step, String(count), share === null ? '' : `${(100 * share).toFixed(1)} %`])
    row.insertCell().textContent = text;
  return row;
}

await showWhoIsHere();
if (gateway !== undefined) await showLimits();
