import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import express, { type ErrorRequestHandler } from 'express';
import { serve, type TestServer } from '../http/serve.fixture';
import { GatewayError } from '../kernel';
import { BuiltPage } from './built-page';
import { DashboardController } from './dashboard.controller';

const SCRIPT = 'console.log("the dashboard");\n'.repeat(50);

let folder: string;
let server: TestServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sallyport-page-'));
  const controller = new DashboardController(new BuiltPage(join(folder, 'dist')));
  const told: ErrorRequestHandler = (error, _request, response, next) => {
    if (!(error instanceof GatewayError)) next(error);
    else response.status(404).json({ code: error.code, detail: error.message });
  };
  const app = express()
    .get('/dashboard', (asked, response) => controller.send(asked, response))
    .get('/dashboard/assets/:file', (asked, response) =>
      controller.sendAsset(asked.params.file, asked, response),
    )
    .use(told);
  server = await serve(app);
});

afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function build(): void {
  const assets = join(folder, 'dist/assets');
  mkdirSync(join(assets, 'below'), { recursive: true });
  writeFileSync(join(folder, 'dist/index.html'), '<!doctype html><title>Sallyport</title>');
  writeFileSync(join(folder, 'dist/secret.txt'), 'not of the page');
  writeFileSync(join(assets, 'index-B1.js'), SCRIPT);
  writeFileSync(join(assets, 'tiny-C2.svg'), '<svg/>');
}

/** As it comes over the wire: `fetch` would decompress. */
async function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; headers: Readonly<Record<string, unknown>>; bytes: Buffer }> {
  const asked = request(server.url + path, { headers }).end();
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.once('response', resolve).once('error', reject);
  });
  return { status: answer.statusCode, headers: answer.headers, bytes: await buffer(answer) };
}

describe('the dashboard', () => {
  it('is a page that is asked for again, under a policy without inline code or strangers', async () => {
    build();
    const { status, headers, bytes } = await get('/dashboard');
    expect(status).toBe(200);
    expect(bytes.toString()).toContain('<title>Sallyport</title>');
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy':
        "default-src 'none';script-src 'self';style-src 'self';img-src 'self' data:;connect-src 'self';" +
        "font-src 'self';manifest-src 'self';frame-ancestors 'none';base-uri 'none';form-action 'none'",
    });
  });

  it('has files that are kept for ever, compressed for who takes that, each form with its own tag', async () => {
    build();
    const plain = await get('/dashboard/assets/index-B1.js');
    const zipped = await get('/dashboard/assets/index-B1.js', { 'accept-encoding': 'br, gzip' });
    expect([plain.bytes.toString(), gunzipSync(zipped.bytes).toString()]).toEqual([SCRIPT, SCRIPT]);
    expect(zipped.bytes.length).toBeLessThan(SCRIPT.length);
    expect(zipped.headers['content-length']).toBe(String(zipped.bytes.length));
    for (const { headers } of [plain, zipped]) {
      expect(headers).toMatchObject({
        vary: 'Accept-Encoding',
        'cache-control': 'public, max-age=31536000, immutable',
        'content-type': 'text/javascript; charset=utf-8',
      });
    }
    expect([plain.headers['content-encoding'], zipped.headers['content-encoding']]).toEqual([
      undefined,
      'gzip',
    ]);
    expect(zipped.headers['etag']).not.toBe(plain.headers['etag']);
  });

  it('is not sent again to who has it, in the form that they have', async () => {
    build();
    const zip = { 'accept-encoding': 'gzip' };
    const { headers } = await get('/dashboard/assets/index-B1.js', zip);
    const known = { 'if-none-match': String(headers['etag']) };
    const again = await get('/dashboard/assets/index-B1.js', { ...zip, ...known });
    expect([again.status, again.bytes.length]).toEqual([304, 0]);
    expect((await get('/dashboard/assets/index-B1.js', known)).status).toBe(200);
  });

  it('does not compress what would only grow', async () => {
    build();
    const { headers, bytes } = await get('/dashboard/assets/tiny-C2.svg', { 'accept-encoding': 'gzip' });
    expect([headers['content-encoding'], bytes.toString()]).toEqual([undefined, '<svg/>']);
  });

  it.each(['..%2fsecret.txt', '..%2findex.html', 'below', 'no-such.js', '__proto__', '%2fetc%2fpasswd'])(
    'serves no %s',
    async (name) => {
      build();
      const { status, bytes } = await get(`/dashboard/assets/${name}`);
      expect([status, bytes.toString()]).toEqual([404, expect.stringContaining('nothing at this path')]);
    },
  );

  it('says how to build it where it is not, and is there once it is', async () => {
    const { status, bytes } = await get('/dashboard');
    expect([status, bytes.toString()]).toEqual([404, expect.stringContaining('npm run build:dashboard')]);
    build();
    expect((await get('/dashboard')).status).toBe(200);
  });
});
