import { startSimulator, type RunningSimulator } from './index';
import { sdk, onWire } from './wire.fixture';

let simulator: RunningSimulator;
beforeAll(async () => {
  simulator = await startSimulator({ control: false });
});
afterAll(() => simulator.close());

async function ids(
  query: Parameters<ReturnType<typeof sdk>['models']['list']>[0],
): Promise<readonly string[]> {
  return (await sdk(simulator).models.list(query)).data.map(({ id }) => id);
}

describe('models', () => {
  it('are listed whole, with a page around them', async () => {
    const { body } = await onWire(simulator, { method: 'GET', path: '/v1/models?limit=1000' });
    const page = JSON.parse(body) as { readonly data: readonly { readonly id: string }[] };
    expect(page).toMatchObject({
      first_id: 'claude-fable-5-1',
      last_id: 'claude-haiku-4-5',
      has_more: false,
    });
    expect(page.data).toHaveLength(16);
    expect(page.data[4]).toEqual({
      type: 'model',
      id: 'claude-opus-5-5',
      display_name: 'Claude Opus 5.5',
      created_at: '1970-01-01T00:00:00Z',
      lifecycle: 'active',
      line: 'opus',
      capabilities: null,
      max_input_tokens: null,
      max_tokens: null,
      deprecated_at: null,
      retires_at: null,
    });
  });

  it('come page by page, the same in all', async () => {
    const paged: string[] = [];
    for await (const { id } of sdk(simulator).models.list({ limit: 3 })) paged.push(id);
    expect(paged).toEqual(await ids({}));
  });

  it.each([
    [{ limit: 1 }, ['claude-fable-5-1']],
    [{ limit: 1, after_id: 'claude-opus-5-5' }, ['claude-opus-5']],
    [{ limit: 2, before_id: 'claude-opus-5-5' }, ['claude-fable-5', 'claude-mythos-5']],
    [{ after_id: 'claude-haiku-4-5' }, []],
  ])('are paged by %j', async (query, expected) => {
    expect(await ids(query)).toEqual(expected);
  });

  it('are found by id', async () => {
    expect(await sdk(simulator).models.retrieve('claude-haiku-4-5')).toMatchObject({
      id: 'claude-haiku-4-5',
      display_name: 'Claude Haiku 4.5',
    });
  });

  it.each([
    ['/v1/models/claude-none', 404],
    ['/v1/models/%', 404],
    ['/v1/models/', 404],
    ['/v1/models?limit=0', 400],
    ['/v1/models?limit=many', 400],
    ['/v1/models?after_id=claude-none', 400],
  ])('refuse %s with %i', async (path, status) => {
    expect((await onWire(simulator, { method: 'GET', path })).status).toBe(status);
  });
});
