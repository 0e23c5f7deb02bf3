// The back end of a page that asks Claude. It has the API key; the page gets tokens that it mints.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RateLimitedError, Sallyport, SallyportError } from '@sallyport/client';
import express from 'express';
import { demoLogin, userOf } from './demo-login.mjs';
import { mayHaveAnotherToken } from './token-allowance.mjs';

const {
  SALLYPORT_KEY: apiKey,
  SALLYPORT_URL: gateway = 'http://127.0.0.1:5001',
  PORT = '3000',
} = process.env;
if (!apiKey) {
  console.error("SALLYPORT_KEY is missing: the key that the gateway's first start printed");
  process.exit(1);
}

/** What the page may do with one token: less than the key, for minutes, and no more than this. */
const TOKEN_RULES = {
  ttl_seconds: 300,
  role: 'member',
  query_types: ['conversion_analysis'],
  max_requests: 10,
  max_cost_usd: 0.25,
};

const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    // The page talks to this server and to the gateway, and to nobody else.
    `connect-src 'self' ${new URL(gateway).origin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

const sallyport = new Sallyport({ baseURL: gateway, apiKey });
const app = express().disable('x-powered-by');
const server = app.listen(Number(PORT), '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`The page is at ${origin()}`);
});

/** The page's origin as browsers send it: tokens work from there alone. */
function origin() {
  return process.env.ORIGIN ?? `http://127.0.0.1:${server.address().port}`;
}

app.use((request, response, next) => {
  response.set(HEADERS);
  // To SameSite another port is the same site, and another sub-domain, too. To this it is not.
  if (request.method === 'POST' && request.get('origin') !== origin()) {
    response.status(403).json({ message: 'Only the page of this server may ask this' });
    return;
  }
  next();
});

app.use(express.static(fileURLToPath(new URL('public', import.meta.url))));
// The client as it is published, file by file: browsers need no bundler for it.
app.use('/client', express.static(dirname(fileURLToPath(import.meta.resolve('@sallyport/client')))));
app.use(demoLogin(origin));

app.get('/me', (request, response) => {
  response.set('cache-control', 'no-store').json({ user: userOf(request) ?? null, gateway });
});

app.post('/sallyport-token', async (request, response) => {
  response.set('cache-control', 'no-store');
  const user = userOf(request);
  if (user === undefined) {
    response.status(401).json({ message: 'Log in first' });
  } else if (!mayHaveAnotherToken(user)) {
    response.status(429).json({ message: 'These were many questions. Come back in an hour.' });
  } else {
    // `subject` puts the user's name to what the page does, in the gateway's log.
    const { access_token } = await sallyport.mintToken({ ...TOKEN_RULES, origin: origin(), subject: user });
    response.json({ access_token });
  }
});

// What went wrong with the key is this server's business. The page learns whether to come back, and when.
app.use((error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const { code, requestId } = error instanceof SallyportError ? error : {};
  console.error(`No answer: ${code ?? error.message}${requestId ? ` (request ${requestId})` : ''}`);
  if (error instanceof RateLimitedError) response.set('retry-after', String(error.retryAfter ?? 60));
  const status = error instanceof SallyportError ? 503 : (error.status ?? 500);
  response.status(status).json({ message: 'There is no way to ask right now. Try again a little later.' });
});
