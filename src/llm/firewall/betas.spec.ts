import { ALL_CAPABILITIES, type Capability, capabilitiesOf } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { BETAS } from './betas';
import { requireBetas } from './firewall';

const NOTHING: ReadonlySet<Capability> = new Set();
const ONLY_BETAS = new Set<Capability>(['betas']);

const allowed = (header: string | undefined, granted: ReadonlySet<Capability>): void => {
  expect(() => {
    requireBetas(header, granted);
  }).not.toThrow();
};

const refused = (header: string, granted: ReadonlySet<Capability>) =>
  refusalOf(() => {
    requireBetas(header, granted);
  });

describe('the anthropic-beta header', () => {
  it.each([...BETAS])('%s is for %s', async (name, grant) => {
    const dated = `${name}-2025-01-31`;
    if (grant === 'everyone') {
      allowed(dated, NOTHING);
      return;
    }
    allowed(dated, new Set([grant]));
    const error = await refused(dated, NOTHING);
    expect([error.code, error.extras.fields]).toEqual(['capability_denied', ['anthropic-beta']]);
    expect(error.message).toContain(`\`${dated}\` needs the capability \`${grant}\``);
    if (grant !== 'thread') allowed(dated, ONLY_BETAS);
  });

  it.each([
    'message-threads-2026-08-12',
    'Message-Threads-2027-01-01',
    'message-threads',
    'message-thread-2-2027-01-01',
  ])('does not let %s in by `betas` or `*`', async (name) => {
    expect((await refused(name, ONLY_BETAS)).code).toBe('capability_denied');
    expect((await refused(name, capabilitiesOf(['*']))).code).toBe('capability_denied');
    allowed(name, ALL_CAPABILITIES);
  });

  it('refuses a name that nobody classified, unless `betas` is granted', async () => {
    const others = new Set([...ALL_CAPABILITIES].filter((one) => one !== 'betas'));
    const error = await refused('effort-2025-11-24, fake-beta-2025-01-01', others);
    expect(error.message).toBe(
      'The beta `fake-beta-2025-01-01` needs the capability `betas`, which this credential was not granted',
    );
    allowed('fake-beta-2025-01-01', ONLY_BETAS);
  });

  it.each([
    undefined,
    'effort-2025-11-24',
    ' effort-2025-11-24 ,\tpdfs-2024-09-25 ',
    Array(50).fill('pdfs').join(),
  ])('takes %j', (header) => {
    allowed(header, NOTHING);
  });

  it.each([
    '',
    ' ',
    ',',
    'pdfs,',
    'pdfs,,effort',
    'pdfs effort',
    'pdfs;q=1',
    'pdfs\u00a0',
    'pdfs\n',
    'x'.repeat(101),
    Array(51).fill('pdfs').join(),
    ','.repeat(100_000),
  ])('%j is a 400, whatever was granted', async (header) => {
    const error = await refused(header, ALL_CAPABILITIES);
    expect([error.code, error.extras.fields]).toEqual(['validation_failed', ['anthropic-beta']]);
    expect(error.extras.violations).toHaveLength(1);
  });
});
