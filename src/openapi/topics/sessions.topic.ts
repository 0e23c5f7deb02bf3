import { MODES, ROLES } from '../../kernel';
import { instant, integer, object, oneOf, orNull, text } from '../schema';
import { json, type Topic } from '../topic';

const TOKENS = { access_token: 'eyJ…', token_type: 'bearer', expires_in: 1800, refresh_token: 'eyJ…' };

const WHO = {
  user: 'reports',
  role: 'member',
  mode: 'full',
  credential: 'api_key',
  expires_at: null,
};

const IDENTITY = 'Says who the caller is to the gateway: the quickest way to try a credential.';

/** Logging in, and being somebody: `src/auth/sessions` and `src/auth/browser-tokens`. */
export const sessions: Topic = {
  tag: 'Sessions',
  about: 'Logging in, staying so, and out; tokens for pages; who one is.',
  schemas: {
    Tokens: object({
      access_token: text('The user token: `Authorization: Bearer eyJ…`.'),
      token_type: text('`bearer`.', { const: 'bearer' }),
      expires_in: integer('Seconds for which `access_token` is good.', { minimum: 1 }),
      refresh_token: text('Good once, for another pair, at `POST /token/refresh`.'),
    }),
    BrowserToken: object({
      access_token: text('The browser token: `Authorization: Bearer eyJ…`, from its origin only.'),
      token_type: text('`bearer`.', { const: 'bearer' }),
      expires_in: integer('Seconds; less than was asked for where the minter itself ends before.', {
        minimum: 1,
      }),
      origin: text('The origin that it works from.'),
    }),
    Identity: object({
      user: text('The name of the key or user, or the subject of the token.'),
      role: oneOf(ROLES, 'Its role.'),
      mode: oneOf(MODES, '`viewer` only reads, whatever the role.'),
      credential: oneOf(['api_key', 'user_token', 'browser_token'], 'What was presented.'),
      expires_at: orNull(instant('When it ends; null: never.')),
    }),
  },
  fields: {
    LoginDto: { username: 'The name of the user.', password: 'The password of the user.' },
    RefreshDto: { refresh_token: 'The refresh token of the last log-in or refresh.' },
    MintDto: {
      origin: {
        description: 'The one origin that the token works from, as browsers send it.',
        examples: ['https://app.example.com'],
      },
      ttl_seconds: 'How long it is good. Pages get another one in time.',
      role: 'Not wider than your own; `member` at most unless said.',
      mode: 'Not wider than your own, which it is unless said.',
      query_types: 'The query types that it may ask; yours unless said.',
      models: 'The models that it may ask; yours unless said.',
      capabilities: "What it may use of Claude's own API beyond an ordinary request; nothing unless said.",
      max_requests: 'How many requests it may make in all.',
      max_cost_usd: 'What its requests may cost in all, in US dollars.',
      subject: 'Whom the page serves, in your words. It owns the chains that the page begins.',
    },
  },
  routes: {
    'POST /login': {
      id: 'logIn',
      summary: 'Log in',
      description:
        'From a name and a password to a user token. Unknown users and wrong passwords are answered alike, and failures are limited by address and by user.',
      body: {
        examples: {
          user: { summary: 'A user', value: { username: 'ada', password: 'correct horse battery staple' } },
        },
      },
      answers: { 200: json('The tokens.', 'Tokens', TOKENS) },
      refusals: ['credential_invalid', 'overloaded', 'store_unavailable'],
    },
    'POST /token/refresh': {
      id: 'refreshToken',
      summary: 'Refresh a user token',
      description:
        'Another pair of tokens. A refresh token is good once; one that comes again ends the log-in that it is of.',
      body: { examples: { token: { summary: 'A refresh token', value: { refresh_token: 'eyJ…' } } } },
      answers: { 200: json('The tokens.', 'Tokens', TOKENS) },
      refusals: ['credential_invalid', 'credential_expired', 'store_unavailable'],
    },
    'POST /logout': {
      id: 'logOut',
      summary: 'Log out',
      description:
        'Ends the token that is presented and the log-in behind it. A key has nothing to log out of, and stays.',
      answers: { 204: { description: 'It is over.' } },
    },
    'GET /protected': {
      id: 'whoAmI',
      summary: 'Who am I?',
      description: IDENTITY,
      answers: { 200: json('The caller.', 'Identity', WHO) },
    },
    'GET /auth/me': {
      id: 'whoAmIAlias',
      summary: 'Who am I? (alias)',
      description: `The same as \`GET /protected\`. ${IDENTITY}`,
      answers: { 200: json('The caller.', 'Identity', WHO) },
    },
    'POST /api/tokens': {
      id: 'mintBrowserToken',
      summary: 'Mint a browser token',
      description:
        'For backends: a token that its page can have, bound to one origin, good for minutes, and never wider than the credential that mints it.',
      body: {
        examples: {
          page: {
            summary: 'A page that may ask ten times',
            value: {
              origin: 'https://app.example.com',
              ttl_seconds: 300,
              max_requests: 10,
              max_cost_usd: 0.5,
              subject: 'customer 4711',
            },
          },
        },
      },
      answers: {
        201: json('The token.', 'BrowserToken', {
          access_token: 'eyJ…',
          token_type: 'bearer',
          expires_in: 300,
          origin: 'https://app.example.com',
        }),
      },
      refusals: ['capability_denied', 'model_denied', 'query_type_denied', 'role_denied'],
    },
  },
};
