import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Client } from 'pg';
import { type PostgresServer, startPostgres } from './postgres-server';
import { childrenOf } from './process-tree';

describe('a PostgreSQL for tests', () => {
  const clients: Client[] = [];
  let server: PostgresServer;

  const connect = async (url: string): Promise<Client> => {
    const client = new Client({ connectionString: url, query_timeout: 250, connectionTimeoutMillis: 10_000 });
    // A crash is part of the plan here, and an 'error' event that nobody listens to ends the process.
    client.on('error', () => undefined);
    clients.push(client);
    await client.connect();
    return client;
  };

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await server.stop();
  });

  it('answers on loopback, with the settings that tests need', async () => {
    expect(server.url).toMatch(/^postgres:\/\/postgres:\w+@127\.0\.0\.1:\d+\/postgres$/);
    const client = await connect(server.url);
    const settings = `SELECT current_setting('fsync') AS fsync, current_setting('max_connections') AS connections`;
    await expect(client.query(settings)).resolves.toMatchObject({
      rows: [{ fsync: 'off', connections: '300' }],
    });
  });

  it('asks for the password', async () => {
    const url = new URL(server.url);
    url.password = 'wrong';
    await expect(connect(url.href)).rejects.toThrow('password authentication failed');
  });

  it('creates databases that do not share tables', async () => {
    const [one, other] = await Promise.all([server.createDatabase(), server.createDatabase()]);
    await (await connect(one)).query('CREATE TABLE only_here (id int)');
    await expect((await connect(other)).query('SELECT * FROM only_here')).rejects.toThrow('does not exist');
  });

  it('does not answer on an open connection while paused, and does when resumed', async () => {
    const client = await connect(server.url);
    server.pause();
    await expect(client.query('SELECT 1')).rejects.toThrow('Query read timeout');
    server.resume();
    const again = await connect(server.url);
    await expect(again.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
  });

  it('breaks connections when killed, and restarts with what was committed', async () => {
    const url = await server.createDatabase();
    const client = await connect(url);
    await client.query('CREATE TABLE kept AS SELECT 42 AS answer');
    const ended = new Promise((resolve) => client.once('end', resolve));
    await server.kill();
    await ended;
    await expect(connect(url)).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    const again = await connect(url);
    await expect(again.query('SELECT answer FROM kept')).resolves.toMatchObject({ rows: [{ answer: 42 }] });
  });

  it('restarts while running', async () => {
    await server.restart();
    const client = await connect(server.url);
    await expect(client.query('SELECT 1')).resolves.toMatchObject({ rowCount: 1 });
  });

  it('leaves no process and no folder when stopped, even while paused with a client', async () => {
    const before = childrenOf(process.pid);
    const other = await startPostgres();
    await connect(other.url);
    other.pause();
    await other.stop();
    expect(childrenOf(process.pid)).toEqual(before);
    const { port } = new URL(other.url);
    expect(readdirSync(tmpdir()).filter((name) => name.includes(`postgres-${port}-`))).toEqual([]);
    await expect(connect(other.url)).rejects.toThrow('ECONNREFUSED');
  });
});
