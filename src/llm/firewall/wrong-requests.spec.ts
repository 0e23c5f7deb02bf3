import { ALL_CAPABILITIES, type Capability } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { inspectMessage } from './firewall';
import { LEAST, withBlock, withFields, withTool } from './requests.fixture';

type Body = Readonly<Record<string, unknown>>;

const NOTHING: ReadonlySet<Capability> = new Set();

describe('a wrong request', () => {
  const turn = (message: unknown): Body => withFields({ messages: [message] });

  it.each<readonly [Body, string, string]>([
    [withFields({ frobnicate: null }), 'frobnicate', 'unknown'],
    [withFields({ betas: ['a'] }), 'betas', 'unknown'],
    [withFields({ user_profile_id: 'a' }), 'user_profile_id', 'unknown'],
    [withFields({ workspace_id: 'a' }), 'workspace_id', 'unknown'],
    [withFields({ toString: 1 }), 'toString', 'unknown'],
    [withTool({ name: 'a', foo: 1 }), 'tools.0.foo', 'unknown'],
    [withTool({ type: 'web_search_20990101' }), 'tools.0.type', 'value'],
    [withTool({ type: 'constructor' }), 'tools.0.type', 'value'],
    [withTool({ type: 7 }), 'tools.0.type', 'value'],
    [withTool({ type: 'advisor_20260301', name: 'advisor' }), 'tools.0.model', 'required'],
    [withTool(null), 'tools.0', 'type'],
    [withTool('bash'), 'tools.0', 'type'],
    [withTool({ allowed_callers: ['anybody'] }), 'tools.0.allowed_callers.0', 'value'],
    [withTool({ defer_loading: 'yes' }), 'tools.0.defer_loading', 'type'],
    [withBlock({ type: 'text', text: 'a', frobnicate: 1 }), 'messages.0.content.0.frobnicate', 'unknown'],
    [withBlock({ type: 'video' }), 'messages.0.content.0.type', 'value'],
    [withBlock({ text: 'a' }), 'messages.0.content.0.type', 'required'],
    [withBlock({ type: null }), 'messages.0.content.0.type', 'required'],
    [withBlock([{ type: 'text' }]), 'messages.0.content.0', 'type'],
    [withBlock({ type: 'image', source: { type: 'ftp' } }), 'messages.0.content.0.source.type', 'value'],
    [withBlock({ type: 'text', text: { source: { type: 'url' } } }), 'messages.0.content.0.text', 'type'],
    [turn({ role: 'developer', content: 'a' }), 'messages.0.role', 'value'],
    [turn({ content: 'a' }), 'messages.0.role', 'required'],
    [turn({ role: 'user', content: 'a', clear_at: 'never' }), 'messages.0.clear_at', 'unknown'],
    [turn({ role: 'user', content: { type: 'text' } }), 'messages.0.content', 'type'],
    [turn(null), 'messages.0', 'type'],
    [withFields({ messages: {} }), 'messages', 'type'],
    [withFields({ messages: 'Hi' }), 'messages', 'type'],
    [withFields({ model: 'a b' }), 'model', 'pattern'],
    [withFields({ model: '' }), 'model', 'pattern'],
    [withFields({ model: 'a\n' }), 'model', 'pattern'],
    [withFields({ model: 'a'.repeat(101) }), 'model', 'pattern'],
    [withFields({ model: 7 }), 'model', 'type'],
    [withFields({ fallbacks: [{}] }), 'fallbacks.0.model', 'required'],
    [withFields({ fallbacks: [{ model: 'a', temperature: 1 }] }), 'fallbacks.0.temperature', 'unknown'],
    [withFields({ fallbacks: 'all' }), 'fallbacks', 'value'],
    [withFields({ max_tokens: 0 }), 'max_tokens', 'range'],
    [withFields({ max_tokens: -1 }), 'max_tokens', 'range'],
    [withFields({ max_tokens: 1.5 }), 'max_tokens', 'range'],
    [withFields({ max_tokens: 300_001 }), 'max_tokens', 'range'],
    [withFields({ max_tokens: 1e308 }), 'max_tokens', 'range'],
    [withFields({ max_tokens: '64' }), 'max_tokens', 'type'],
    [withFields({ fallbacks: [{ model: 'a', max_tokens: 1e9 }] }), 'fallbacks.0.max_tokens', 'range'],
    [withFields({ stream: null }), 'stream', 'type'],
    [withFields({ stream: 'true' }), 'stream', 'type'],
    [withFields({ temperature: '1' }), 'temperature', 'type'],
    [withFields({ speed: 'ludicrous' }), 'speed', 'value'],
    [withFields({ cache_control: { type: 'ephemeral', ttl: '24h' } }), 'cache_control.ttl', 'value'],
    [withFields({ cache_control: { ttl: '1h' } }), 'cache_control.type', 'required'],
    [withFields({ thinking: { type: 'enabled', budget: 1 } }), 'thinking.budget', 'unknown'],
    [withFields({ stop_sequences: ['a', null] }), 'stop_sequences.1', 'type'],
    [withFields({ thread: { type: 'continue', id: 'a' } }), 'thread.id', 'unknown'],
  ])('%j is a 400 naming %s (%s)', async (body, field, rule) => {
    const error = await refusalOf(() => inspectMessage(body, ALL_CAPABILITIES));
    expect([error.code, error.status]).toEqual(['validation_failed', 400]);
    expect(error.extras.fields).toEqual([field]);
    expect(error.extras.violations?.[0]).toMatchObject({ field, rule });
    expect(error.message).toContain(`\`${field}\` `);
  });

  it.each(['model', 'messages', 'max_tokens'])('without %s is told what is required', async (name) => {
    for (const body of [
      Object.fromEntries(Object.entries(LEAST).filter(([one]) => one !== name)),
      withFields({ [name]: null }),
    ]) {
      const error = await refusalOf(() => inspectMessage(body, NOTHING));
      expect(error.extras.title).toBe('Missing required fields');
      expect(error.extras.violations).toEqual([{ field: name, rule: 'required', message: 'is required' }]);
    }
  });

  it('says where a field of the SDK belongs', async () => {
    const error = await refusalOf(() => inspectMessage(withFields({ betas: [] }), ALL_CAPABILITIES));
    expect(error.message).toContain('anthropic-beta');
  });

  it('is wrong first, whatever it would need', async () => {
    const error = await refusalOf(() =>
      inspectMessage(withFields({ speed: 'fast', frobnicate: 1 }), NOTHING),
    );
    expect(error.extras.fields).toEqual(['frobnicate']);
  });

  it('is told of twenty fields, cut and without control characters, in a moment', async () => {
    const name = `\u001b[2J\u202e${'x'.repeat(200)}`;
    const many = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, index) => [`${name}${String(index)}`, 1]),
    );
    const error = await refusalOf(() => inspectMessage(withFields(many), NOTHING));
    expect(error.extras.violations).toHaveLength(20);
    expect(error.message).toMatch(/; and 99980 more$/);
    expect(error.extras.fields).toEqual([`?[2J?${'x'.repeat(95)}…`]);
  });
});
