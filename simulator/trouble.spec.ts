import { parseTrouble } from './trouble';

describe('parseTrouble', () => {
  it.each([
    ['latency:250', { kind: 'latency', ms: 250 }],
    ['status:500', { kind: 'status', status: 500, headers: {} }],
    ['status:429,retry-after=1', { kind: 'status', status: 429, headers: { 'retry-after': '1' } }],
    [
      'status:529,should-retry=false',
      { kind: 'status', status: 529, headers: { 'x-should-retry': 'false' } },
    ],
    ['hang', { kind: 'hang' }],
    ['hang-after:0', { kind: 'hang-after', events: 0 }],
    ['cut:3', { kind: 'cut', events: 3 }],
    ['end-early:3', { kind: 'end-early', events: 3 }],
    ['error-event:4', { kind: 'error-event', events: 4 }],
    ['garbage', { kind: 'garbage' }],
    ['wrong-type', { kind: 'wrong-type' }],
    ['drip:5', { kind: 'drip', ms: 5 }],
    ['split:1', { kind: 'split', bytes: 1 }],
    ['endless-line', { kind: 'endless-line' }],
    ['reset', { kind: 'reset' }],
    ['redirect:http://127.0.0.1:1/a,b=c', { kind: 'redirect', location: 'http://127.0.0.1:1/a,b=c' }],
    ['echo-credential', { kind: 'echo-credential' }],
    [' big:10 ', { kind: 'big', bytes: 10 }],
    ['say:50%25%20of%0A%F0%9F%97%BC, a=b: c', { kind: 'say', text: '50% of\n🗼, a=b: c' }],
    ['say:', { kind: 'say', text: '' }],
  ])('reads %j', (spec, trouble) => {
    expect(parseTrouble(spec)).toEqual(trouble);
  });

  it.each([
    ['nothing', ''],
    ['an unknown kind', 'fire'],
    ['a kind of every object', 'constructor:1'],
    ['a missing argument', 'latency'],
    ['an argument too many', 'hang:1'],
    ['a fraction', 'latency:1.5'],
    ['a negative number', 'cut:-1'],
    ['a number too large', 'big:999999999'],
    ['bytes of nothing', 'split:0'],
    ['a status that is no error', 'status:200'],
    ['an unknown option', 'status:500,colour=red'],
    ['an option where there is none', 'hang,retry-after=1'],
    ['an option without a value', 'status:500,retry-after'],
    ['a second line in a header', 'status:500,retry-after=1\r\nx: y'],
    ['a second line in a location', 'redirect:http://a/\r\nx: y'],
    ['a redirect to nowhere', 'redirect'],
    ['nothing to say', 'say'],
    ['half an escape', 'say:50%'],
    ['an escape that is no UTF-8', 'say:%ff'],
  ])('refuses %s', (_, spec) => {
    expect(parseTrouble(spec)).toBeUndefined();
  });
});
