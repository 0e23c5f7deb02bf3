import { until } from '../../support/admin';
import { LIBRARIES, SDKS, type LibraryName, type Shown } from '../../support/clients/library';
import { MODEL, type World } from '../../support/clients/world';
import { startGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';

/**
 * What the libraries make of answers.
 * @param started a world; runs by the time of the hooks
 */
export function answers(started: () => World): void {
  let world: World;

  beforeAll(() => {
    world = started();
  });

  /** The input tokens of a request, which the simulator's answer tells. */
  function inputTokensOf({ text }: Shown): number {
    return Number(/\((\d+) input tokens\)\.$/.exec(text)?.[1]);
  }

  /** The simulator's count of what it writes itself: four bytes a token. */
  function outputTokensOf({ text }: Shown): number {
    return Math.ceil(Buffer.byteLength(text) / 4);
  }

  type Streamed = Shown & { readonly pieces: readonly string[] };

  const FINISHED: Readonly<Record<LibraryName, string>> = {
    'sdk 1.x': 'end_turn',
    'sdk 0.x': 'end_turn',
    ai: 'stop',
    langchain: 'end_turn',
  };

  const VERSION: Readonly<Record<LibraryName, string>> = {
    'sdk 1.x': '2026-10-21',
    'sdk 0.x': '2023-06-01',
    ai: '2023-06-01',
    langchain: '2023-06-01',
  };

  describe.each(LIBRARIES)('%s', (name) => {
    it('gets an answer that the ledger knows', async () => {
      const task = await world.freshTask();
      const answer = await world.library(name).does('ask', task);
      expect(answer.text).toContain(`You asked: "${task.question}"`);
      expect(answer).toMatchObject({
        stopReason: FINISHED[name],
        usage: { input: inputTokensOf(answer), output: outputTokensOf(answer) },
      });
      expect(await world.ledgerOf(task)).toEqual([
        expect.objectContaining({
          route: '/v1/messages',
          model: MODEL,
          outcome: 'answered',
          input_tokens: answer.usage.input,
          output_tokens: answer.usage.output,
        }),
      ]);
    });

    it('has its API version understood and its credential kept from the provider', async () => {
      const task = await world.freshTask();
      await world.library(name).does('ask', task);
      const [sent] = await world.sentUpstream(task);
      expect(sent?.headers.get('anthropic-version')).toBe(VERSION[name]);
      expect(JSON.stringify([...(sent?.headers ?? [])])).not.toContain(task.key);
    });

    it('streams the text in pieces, then the whole with its usage', async () => {
      const task = await world.freshTask();
      const answer = await world.library(name).does<Streamed>('stream', task);
      expect(answer.pieces.length).toBeGreaterThan(3);
      expect(answer.pieces.join('')).toBe(answer.text);
      expect(answer.text).toContain(`You asked: "${task.question}"`);
      // LangChain adds the one token of `message_start` to the total at the end.
      const output = outputTokensOf(answer) + (name === 'langchain' ? 1 : 0);
      expect(answer).toMatchObject({
        stopReason: FINISHED[name],
        usage: { input: inputTokensOf(answer), output },
      });
      expect(await world.ledgerOf(task)).toEqual([
        expect.objectContaining({ outcome: 'answered', output_tokens: outputTokensOf(answer) }),
      ]);
    });

    it.each(['split:1', 'big:300000'])('streams the same when the provider writes %s', async (trouble) => {
      const task = await world.freshTask();
      await world.simulator.trouble(trouble, { match: task.question });
      const answer = await world.library(name).does<Streamed>('stream', task);
      expect(answer.pieces.join('')).toBe(answer.text);
      if (trouble === 'split:1') expect(answer.text).toContain(task.question);
      else expect(answer.text).toBe('sally '.repeat(50_000));
    });

    it('has a tool called and sends back what it said', async () => {
      const task = await world.freshTask();
      const answer = await world.library(name).does<Shown & { readonly called: unknown }>('useTool', task);
      expect(answer.called).toEqual({ name: 'weather', input: {} });
      expect(answer.text).toContain('You asked: "eighteen degrees and rain"');
      expect(await world.ledgerOf(task)).toHaveLength(2);
    });
  });

  describe('structured output', () => {
    it('of langchain is the input of a tool', async () => {
      const task = await world.freshTask();
      expect(await world.library('langchain').does<unknown>('structured', task)).toEqual({});
    });

    it('of ai can be the input of a tool', async () => {
      const task = { ...(await world.freshTask()), options: { structuredOutputMode: 'jsonTool' } };
      expect(await world.library('ai').does<unknown>('structured', task)).toEqual({});
    });

    it('of ai reaches the model as output_config.format, and what it says comes back', async () => {
      const task = { ...(await world.freshTask()), options: { structuredOutputMode: 'outputFormat' } };
      expect(await world.library('ai').does<unknown>('structured', task)).toEqual({
        city: 'This is the Sallyport simulator, not Claude.',
      });
      const [sent] = await world.sentUpstream(task);
      expect(sent?.body['output_config']).toMatchObject({
        format: { type: 'json_schema', schema: { type: 'object', properties: { city: { type: 'string' } } } },
      });
    });
  });

  it('ai thinks as it is told to', async () => {
    const task = {
      ...(await world.freshTask()),
      options: { thinking: { type: 'enabled', budgetTokens: 2048 }, effort: 'low' },
    };
    await world.library('ai').does('ask', task);
    const [sent] = await world.sentUpstream(task);
    expect(sent?.body).toMatchObject({
      thinking: { type: 'enabled', budget_tokens: 2048 },
      output_config: { effort: 'low' },
    });
  });

  describe.each(SDKS)('%s, beyond messages,', (name) => {
    it('counts tokens, which costs nothing', async () => {
      const task = await world.freshTask();
      const counted = await world.library(name).does<unknown>('countTokens', task);
      expect(counted).toEqual({ input_tokens: inputTokensOf(await world.library(name).does('ask', task)) });
      const costs = (await world.ledgerOf(task)).map(({ route, cost_micro_usd }) => [
        route,
        cost_micro_usd > 0,
      ]);
      expect(costs).toContainEqual(['/v1/messages', true]);
      expect(costs).not.toContainEqual(['/v1/messages/count_tokens', true]);
    });

    it('lists the models of the provider, page by page', async () => {
      const task = { ...(await world.freshTask()), limit: 5 };
      const direct = { ...task, url: world.simulator.url, limit: 1000 };
      const models = await world.library(name).does<readonly string[]>('listModels', task);
      expect(models.length).toBeGreaterThan(5);
      expect(models).toEqual(await world.library(name).does('listModels', direct));
    });

    it('retrieves a model as the provider describes it', async () => {
      const task = await world.freshTask();
      const model = await world.library(name).does<unknown>('retrieveModel', task);
      expect(model).toMatchObject({ id: MODEL, type: 'model' });
      expect(model).toEqual(
        await world.library(name).does('retrieveModel', { ...task, url: world.simulator.url }),
      );
    });

    it('leaves a stream, which ends the call of the provider', async () => {
      const task = await world.freshTask();
      await world.simulator.trouble('hang-after:5', { match: task.question });
      const thrown = await world.library(name).fails('leave', task);
      expect(thrown.classes).toContain('APIUserAbortError');
      await until(
        () => world.simulator.requests(task.question),
        (records) => records[0]?.outcome === 'client_left',
      );
      await until(
        () => world.ledgerOf(task),
        ([row]) => row?.outcome === 'client_left',
      );
      expect(await world.ledgerOf(task)).toEqual([
        expect.objectContaining({ outcome: 'client_left', route: '/v1/messages' }),
      ]);
    });

    it('has its cache writes accounted for', async () => {
      const system = [{ type: 'text', text: 'Be kind. '.repeat(40), cache_control: { type: 'ephemeral' } }];
      const task = { ...(await world.freshTask()), extra: { system } };
      await world.library(name).does('ask', task);
      expect(await world.ledgerOf(task)).toEqual([
        // 360 bytes, at four a token.
        expect.objectContaining({
          cache_write_5m_tokens: 90,
          cache_write_1h_tokens: 0,
          cache_read_tokens: 0,
        }),
      ]);
    });

    it("shows the provider's request id", async () => {
      const task = await world.freshTask();
      const { requestId } = await world.library(name).does<{ readonly requestId: string }>('ask', task);
      const records = await world.simulator.requests(task.question);
      expect(records.map(({ id }) => id)).toEqual([requestId]);
    });
  });

  describe('threads, whose history stays with the provider,', () => {
    it.each(['runTools', 'converse'])(
      'are refused to a key without the capability (sdk 1.x: %s)',
      async (deed) => {
        const task = await world.freshTask();
        const thrown = await world.library('sdk 1.x').fails(deed, task);
        expect(thrown).toMatchObject({
          classes: expect.arrayContaining(['PermissionDeniedError']),
          status: 403,
          errorCode: 'capability_denied',
          body: { error: { type: 'permission_error', details: { error_code: 'capability_denied' } } },
          attempts: 1,
        });
        expect(await world.sentUpstream(task)).toEqual([]);
      },
    );

    it('carry the tool runner of sdk 1.x for a key that has it', async () => {
      const task = await world.freshTask({ capabilities: ['thread'] });
      const answer = await world.library('sdk 1.x').does('runTools', task);
      expect(answer.text).toContain(task.question);
      const [sent] = await world.sentUpstream(task);
      expect(sent?.body['thread']).toEqual({ type: 'create' });
      expect(sent?.headers.get('anthropic-beta')).toBe('message-threads-2026-08-12');
    });

    it('go on from the message before', async () => {
      const task = await world.freshTask({ capabilities: ['thread'] });
      const answer = await world.library('sdk 1.x').does('converse', task);
      expect(answer.text).toContain(`"${task.question} And then?"`);
      const [first, second] = await world.sentUpstream(task);
      expect(first?.body).toMatchObject({ thread: { type: 'create' }, tools: [{ name: 'weather' }] });
      expect(second?.body).toMatchObject({
        thread: { type: 'continue', previous_message_id: expect.stringMatching(/^msg_/) },
        messages: [{ role: 'user' }],
      });
      expect(await world.ledgerOf(task)).toHaveLength(2);
    });

    it('do not stand behind the tool runner of sdk 0.x, which any key may use', async () => {
      const task = await world.freshTask();
      const answer = await world.library('sdk 0.x').does('runTools', task);
      expect(answer.text).toContain(task.question);
      expect((await world.sentUpstream(task))[0]?.body).not.toHaveProperty('thread');
    });
  });

  it('an overload is ridden out: the gateway tries three times, then the client again', async () => {
    const patient = await startGateway({ settings: world.simulator.settings });
    try {
      const task = { ...(await world.freshTask()), url: patient.url, key: patient.key };
      await world.simulator.trouble('status:529,retry-after=1', { match: task.question, times: 3 });
      const answer = await world.library('sdk 1.x').does('ask', task);
      expect(answer.text).toContain(task.question);
      const rows = [...(await ledgerOf(patient))].sort((one, other) => one.created_at - other.created_at);
      expect(rows.map(({ outcome, attempts }) => [outcome, attempts])).toEqual([
        ['failed', 3],
        ['answered', 1],
      ]);
    } finally {
      await patient.stop();
    }
  });
}
