import { pathToFileURL } from 'node:url';

/*
 * Starts the Portkey gateway whose script and port are given, in this process, and says so in a line once it listens:
 * its own line comes from a timer, and names no address that it listens on. It takes its port from the arguments.
 */
const [, , script = '', port = ''] = process.argv;
process.argv = [process.execPath, script, `--port=${port}`, '--headless'];

async function main(): Promise<void> {
  await import(pathToFileURL(script).href);
  process.stdout.write(`listens on http://127.0.0.1:${port}\n`);
}

void main();
