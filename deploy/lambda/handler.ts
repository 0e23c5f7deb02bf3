import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { reportFailedBoot } from '../../src/boot/report-failed-boot';
import { afterResponse, nextRecord } from './after-response';
import { forward } from './forward';
import { openGateway, type LocalGateway } from './open-gateway';

/** What is kept of an invocation's time to account for a call that has to be cut off. */
const ACCOUNTING_MS = 1500;

// A gateway that did not boot ends the process; the platform starts another for the next request.
const opening: Promise<LocalGateway | undefined> = openGateway().catch((error: unknown) => {
  reportFailedBoot(error);
  return undefined;
});

/** The gateway as an AWS Lambda function behind a function URL with `InvokeMode: RESPONSE_STREAM` (deploy/README.md). */
export const handler = awslambda.streamifyResponse<APIGatewayProxyEventV2>(async (event, stream, context) => {
  const gateway = await opening;
  if (!gateway) return;
  await gateway.wake();
  const timeMs = Math.max(0, context.getRemainingTimeInMillis() - ACCOUNTING_MS);
  const recorded = nextRecord(gateway.app);
  try {
    await forward(gateway.socketPath, event, stream, AbortSignal.timeout(timeMs));
  } finally {
    await afterResponse(gateway.app, recorded);
    gateway.sleep();
  }
});
