import { takeServers } from './test-servers';

/** Stops what was started for the tests, and puts the given variables back for the next run of a watching Jest. */
export async function stopServers(): Promise<void> {
  const { started, given } = takeServers();
  for (const [variable, value] of Object.entries(given)) {
    if (value !== undefined) process.env[variable] = value;
  }
  await Promise.all(started.map((server) => server.stop()));
}
