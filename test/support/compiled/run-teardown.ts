import { stopServers } from '../servers/stop-servers';
import type { CompiledGateway } from './compiled-gateway';

// On globalThis because Jest loads setup and teardown as separate modules of one process.
const shelf = globalThis as { sallyportCompiledGateway?: CompiledGateway | undefined };

export function keepForTeardown(compiled: CompiledGateway): void {
  shelf.sallyportCompiledGateway = compiled;
}

/** After all tests. */
export default async function runTeardown(): Promise<void> {
  const compiled = shelf.sallyportCompiledGateway;
  shelf.sallyportCompiledGateway = undefined;
  await Promise.all([stopServers(), compiled?.stop()]);
}
