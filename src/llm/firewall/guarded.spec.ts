import { ALL_CAPABILITIES, capabilitiesOf, type Capability } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { inspectMessage } from './firewall';
import { GUARDED, withFields } from './requests.fixture';

const NOTHING: ReadonlySet<Capability> = new Set();

describe('what takes a capability', () => {
  it.each(GUARDED)('%j takes %j', async (body, capabilities, field) => {
    expect(() => inspectMessage(body, new Set(capabilities))).not.toThrow();
    for (const missing of capabilities) {
      const others = new Set([...ALL_CAPABILITIES].filter((one) => one !== missing));
      const error = await refusalOf(() => inspectMessage(body, others));
      expect([error.code, error.status]).toEqual(['capability_denied', 403]);
      expect(error.message).toContain(
        `needs the capability \`${missing}\`, which this credential was not granted`,
      );
    }
    const error = await refusalOf(() => inspectMessage(body, NOTHING));
    expect(error.extras.fields?.[0]).toBe(field);
    expect(error.message).toContain(`\`${field}\``);
  });

  it.each(GUARDED)('%j is in `*` unless it is a thread', async (body, capabilities) => {
    const work = () => inspectMessage(body, capabilitiesOf(['*']));
    if (capabilities.includes('thread')) expect((await refusalOf(work)).code).toBe('capability_denied');
    else expect(work).not.toThrow();
  });

  it.each([
    [
      { mcp_servers: [] },
      '`mcp_servers` needs the capability `mcp_servers`, which this credential was not granted',
    ],
    [
      { speed: 'fast', service_tier: '<b>' },
      '`speed` "fast" needs the capability `speed`, which this credential was not granted; `service_tier` needs the capability `service_tier`, which this credential was not granted',
    ],
  ])('%j is told in a sentence', async (fields, sentence) => {
    const error = await refusalOf(() => inspectMessage(withFields(fields), NOTHING));
    expect(error.message).toBe(sentence);
  });

  it('every capability but `betas` guards something of the body', () => {
    const guarded = new Set(GUARDED.flatMap(([, capabilities]) => capabilities));
    expect([...ALL_CAPABILITIES].filter((one) => !guarded.has(one))).toEqual(['betas']);
  });
});
