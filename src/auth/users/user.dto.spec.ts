import { StrictPipe } from '../../http';
import { refusalOf } from '../../kernel/refusal.fixture';
import { LoginDto, RefreshDto } from '../sessions/login.dto';
import { ChangeUserDto, CreateUserDto, UserListQuery } from './user.dto';

const pipe = new StrictPipe();
const check = (metatype: new () => object, value: unknown): Promise<unknown> =>
  pipe.transform(value, { type: 'body', metatype });

const GOOD = { username: 'chris', password: 'correct horse', role: 'member' };

const FIELDS: Readonly<
  Record<string, { readonly good: readonly unknown[]; readonly bad: readonly unknown[] }>
> = {
  username: {
    good: ['a', '7', 'Chris', 'a.b_c@d-e+f', 'x'.repeat(64)],
    bad: [
      '',
      'x'.repeat(65),
      '.a',
      '@a',
      'a b',
      'a\n',
      'a\0',
      'chrïs',
      'a/b',
      '<b>',
      "a'b",
      5,
      null,
      ['chris'],
      {},
    ],
  },
  password: {
    good: ['12345678', 'x'.repeat(72), 'x'.repeat(64), 'é'.repeat(36), 'pass word\n'],
    bad: ['1234567', '', 'x'.repeat(73), 'é'.repeat(37), '1234567\0', 12_345_678, null, ['12345678'], {}],
  },
  role: { good: ['readonly', 'analyst', 'member', 'admin'], bad: ['root', 'Admin', '', null, ['admin']] },
  mode: { good: ['viewer', 'full'], bad: ['Full', '', null, true] },
  budget: {
    good: [null, { limit_usd: 0, period: 'day' }, { limit_usd: 1.5, period: 'total', soft_percent: 90 }],
    bad: ['5', 5, true],
  },
};
const rows = (which: 'good' | 'bad', ...skipped: string[]): [string, unknown][] =>
  Object.entries(FIELDS)
    .filter(([field]) => !skipped.includes(field))
    .flatMap(([field, values]) => values[which].map((value) => [field, value] as [string, unknown]));

describe('the body of a new user', () => {
  it.each(rows('good'))('takes %s = %j', async (field, value) => {
    await expect(check(CreateUserDto, { ...GOOD, [field]: value })).resolves.toMatchObject({
      [field]: value,
    });
  });

  it.each(rows('bad'))('refuses %s = %j and names the field', async (field, value) => {
    const { code, extras } = await refusalOf(() => check(CreateUserDto, { ...GOOD, [field]: value }));
    expect([code, extras.fields]).toEqual(['validation_failed', [field]]);
  });

  it.each(['username', 'password', 'role'])('needs its %s', async (field) => {
    const { extras } = await refusalOf(() => check(CreateUserDto, { ...GOOD, [field]: undefined }));
    expect(extras).toMatchObject({ title: 'Missing required fields', fields: [field] });
  });

  it.each(['id', 'password_hash', 'tokens_valid_from', 'allowed_ips'])('has no field %s', async (field) => {
    expect((await refusalOf(() => check(CreateUserDto, { ...GOOD, [field]: 'x' }))).extras.fields).toEqual([
      field,
    ]);
  });

  it('says what a password should be, and never repeats it', async () => {
    const { message, extras } = await refusalOf(() => check(CreateUserDto, { ...GOOD, password: 'cana42' }));
    expect(message).toContain('must be at least 8 characters long');
    expect(JSON.stringify([message, extras])).not.toContain('cana42');
  });
});

describe('the body of a change of a user', () => {
  it('may say nothing', async () => {
    await expect(check(ChangeUserDto, {})).resolves.toEqual({});
  });

  it.each(rows('good', 'username'))('takes %s = %j', async (field, value) => {
    await expect(check(ChangeUserDto, { [field]: value })).resolves.toEqual({ [field]: value });
  });

  it.each(rows('bad', 'username'))('refuses %s = %j', async (field, value) => {
    expect((await refusalOf(() => check(ChangeUserDto, { [field]: value }))).extras.fields).toEqual([field]);
  });

  it('gives nobody another name', async () => {
    expect((await refusalOf(() => check(ChangeUserDto, { username: 'alex' }))).extras.fields).toEqual([
      'username',
    ]);
  });
});

describe('the query of a list of users', () => {
  it.each([{}, { sort: 'username' }, { sort: '-created_at', page: '2', page_size: '5' }])(
    'may be %j',
    async (query) => {
      await expect(check(UserListQuery, query)).resolves.toEqual(query);
    },
  );

  it.each([
    { sort: 'password_hash' },
    { sort: 'name' },
    { page: '0' },
    { page_size: ['5'] },
    { role: 'admin' },
  ])('may not be %j', async (query) => {
    expect((await refusalOf(() => check(UserListQuery, query))).extras.fields).toEqual(Object.keys(query));
  });
});

describe('the body of a log-in', () => {
  it.each([
    { username: 'c', password: 'p' },
    { username: "' or 1=1 --", password: '\0' },
    { username: 'x'.repeat(1024), password: 'x'.repeat(1024) },
  ])('may be any name and password: %#', async (body) => {
    await expect(check(LoginDto, body)).resolves.toEqual(body);
  });

  it.each([
    [{ username: '', password: 'p' }, 'username'],
    [{ username: 'c', password: '' }, 'password'],
    [{ username: 'x'.repeat(1025), password: 'p' }, 'username'],
    [{ username: 'c', password: 'x'.repeat(1025) }, 'password'],
    [{ username: 5, password: 'p' }, 'username'],
    [{ username: 'c', password: ['p'] }, 'password'],
    [{ username: { $ne: '' }, password: 'p' }, 'username'],
    [{ password: 'p' }, 'username'],
    [{ username: 'c' }, 'password'],
    [{ username: 'c', password: 'p', grant_type: 'password' }, 'grant_type'],
  ])('is not %j', async (body, field) => {
    const { extras } = await refusalOf(() => check(LoginDto, body));
    expect(extras.fields).toEqual([field]);
    expect(JSON.stringify(extras)).not.toContain('xxxx');
  });
});

describe('the body of a refresh', () => {
  it.each(['x', 'x'.repeat(4096)])('is a token (%#)', async (token) => {
    await expect(check(RefreshDto, { refresh_token: token })).resolves.toEqual({ refresh_token: token });
  });

  it.each(['', 'x'.repeat(4097), 5, null, ['x'], undefined])('is none of %j', async (token) => {
    expect((await refusalOf(() => check(RefreshDto, { refresh_token: token }))).extras.fields).toEqual([
      'refresh_token',
    ]);
  });
});
