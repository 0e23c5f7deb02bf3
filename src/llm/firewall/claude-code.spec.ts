import { capabilitiesOf } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { CLAUDE_CODE, CLAUDE_CODE_BETAS } from './claude-code.fixture';
import { inspectMessage, requireBetas } from './firewall';

describe('Claude Code', () => {
  const granted = capabilitiesOf(['claude-code']);

  it('passes with its preset, as it was recorded', () => {
    expect(inspectMessage(CLAUDE_CODE, granted)).toMatchObject({
      maxTokens: 128_000,
      stream: true,
      thread: false,
    });
    expect(() => {
      requireBetas(CLAUDE_CODE_BETAS, granted);
    }).not.toThrow();
  });

  it('is refused by a strict key, which names what it lacks', async () => {
    const error = await refusalOf(() => inspectMessage(CLAUDE_CODE, new Set()));
    expect(error.code).toBe('capability_denied');
    expect(error.extras.fields).toEqual([
      'messages.1.role',
      'messages.4.role',
      'messages.4.content.0.cache_control.ttl',
      'context_management',
    ]);
  });
});
