import { parseArgs } from 'node:util';
import { startSimulator } from './index';

async function run(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '5099' },
      host: { type: 'string', default: '127.0.0.1' },
      'no-control': { type: 'boolean', default: false },
    },
  });
  const simulator = await startSimulator({
    host: values.host,
    port: Number(values.port),
    control: !values['no-control'],
  });
  const stop = (): void => {
    void simulator.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  console.log(`simulator listening on ${simulator.url}`);
}

run().catch((error: unknown) => {
  console.error(`simulator: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
});
