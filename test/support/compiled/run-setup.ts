import { startServers } from '../servers/start-servers';
import { compileGateway } from './compiled-gateway';
import runTeardown, { keepForTeardown } from './run-teardown';

/** Before all tests: the servers that they share, and a gateway compiled once for all of them (SALLYPORT_TEST_COMPILED). */
export default async function runSetup(): Promise<void> {
  const compiling = compileGateway().then((compiled) => {
    keepForTeardown(compiled);
    process.env['SALLYPORT_TEST_COMPILED'] = compiled.file;
  });
  const outcomes = await Promise.allSettled([startServers(), compiling]);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return;
  await runTeardown();
  throw failed.reason;
}
