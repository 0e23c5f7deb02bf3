import fc from 'fast-check';
import { parseReference } from './secret-reference';

const SCHEMES = ['file', 'aws-sm', 'gcp-sm'];

describe('the value of a setting', () => {
  it.each<[string, string, string, string | undefined]>([
    ['file:///run/secrets/x', 'file', '/run/secrets/x', undefined],
    ['file:///run/secrets/x.json#api_key', 'file', '/run/secrets/x.json', 'api_key'],
    ['aws-sm://name', 'aws-sm', 'name', undefined],
    ['aws-sm://prod/Sallyport_1+=.@-#provider key', 'aws-sm', 'prod/Sallyport_1+=.@-', 'provider key'],
    ['aws-sm://name?stage=AWSPREVIOUS#field', 'aws-sm', 'name?stage=AWSPREVIOUS', 'field'],
    [
      'aws-sm://arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf',
      'aws-sm',
      'arn:aws:secretsmanager:eu-west-1:123456789012:secret:name-AbCdEf',
      undefined,
    ],
    [
      'gcp-sm://projects/p/secrets/s/versions/latest',
      'gcp-sm',
      'projects/p/secrets/s/versions/latest',
      undefined,
    ],
  ])('%s is a reference', (value, scheme, place, field) => {
    expect(parseReference(value, SCHEMES)).toEqual({ scheme, place, field });
  });

  it.each([
    'file:',
    'file:/run/x',
    'file://',
    'FILE:///run/x',
    'aws-sm:name',
    'aws-sm://#f',
    'aws-sm://n#',
    'gcp-sm://a b',
  ])('%s is a reference gone wrong, and no value', (value) => {
    expect(parseReference(value, SCHEMES)).toBe('malformed');
  });

  it.each([
    '',
    'a secret',
    'postgres://u:p@h/d',
    'https://example.com',
    'vault://x',
    'profile://x',
    'aws-sm',
  ])('%j is itself', (value) => {
    expect(parseReference(value, SCHEMES)).toBeUndefined();
  });

  it('is a reference to a place exactly where it is written as one', () => {
    const place = fc.stringMatching(/^[^#\s]{1,40}$/);
    const field = fc.stringMatching(/^[^#\n]{1,10}$/);
    fc.assert(
      fc.property(
        fc.constantFrom(...SCHEMES),
        place,
        fc.option(field, { nil: undefined }),
        (scheme, at, member) => {
          const text = `${scheme}://${at}${member === undefined ? '' : `#${member}`}`;
          expect(parseReference(text, SCHEMES)).toEqual({ scheme, place: at, field: member });
        },
      ),
    );
  });
});
