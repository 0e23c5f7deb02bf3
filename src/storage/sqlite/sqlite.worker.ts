import { parentPort, workerData } from 'node:worker_threads';
import { CLOSE, type Reply, type Request, type SqliteThreadOptions } from './protocol';
import { SqliteFile } from './sqlite-file';

const file = new SqliteFile(workerData as SqliteThreadOptions);

parentPort?.on('message', (request: Request) => {
  if (request === CLOSE) {
    file.close();
    parentPort?.close();
  } else parentPort?.postMessage(answer(request));
});

function answer(request: Exclude<Request, typeof CLOSE>): Reply {
  const { id } = request;
  try {
    return {
      id,
      value: 'sql' in request ? file.execute(request.sql, request.parameters) : file.run(request),
    };
  } catch (error) {
    const { message, code } = error as Error & { code?: string };
    return { id, error: { message, code: code ?? 'SQLITE_ERROR' } };
  }
}
