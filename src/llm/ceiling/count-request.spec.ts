import fc from 'fast-check';
import { ALL_CAPABILITIES } from '../../kernel';
import { CLAUDE_CODE } from '../firewall/claude-code.fixture';
import { inspectCount } from '../firewall/firewall';
import { requests } from '../firewall/requests.arbitrary.fixture';
import { withFields } from '../firewall/requests.fixture';
import { countRequestOf } from './count-request';

type Body = Readonly<Record<string, unknown>>;

const countOf = (body: Body): Body =>
  JSON.parse(countRequestOf(Buffer.from(JSON.stringify(body))).toString()) as Body;

describe('the request for a count', () => {
  it('leaves out what no count takes, and nothing else', () => {
    const { metadata, max_tokens, stream, ...counted } = CLAUDE_CODE;
    expect([metadata, max_tokens, stream]).not.toContain(undefined);
    expect(countOf(CLAUDE_CODE)).toEqual(counted);
  });

  it('keeps texts as they are, and fields that are null', () => {
    const text = '\u0000"\\ é 漢 \u{1f600} \ud800';
    const body = withFields({ system: text, tools: null });
    expect(countOf(body)).toEqual({
      model: body['model'],
      messages: body['messages'],
      system: text,
      tools: null,
    });
  });

  it('passes the firewall for every request that does', () => {
    fc.assert(
      fc.property(requests, (body) => {
        expect(inspectCount(countOf(body), ALL_CAPABILITIES).model).toBe(body['model']);
      }),
    );
  });
});
