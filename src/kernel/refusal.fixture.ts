import { GatewayError } from './gateway-error';

/** The refusal that work ends in. Rejects when it ends in anything else. */
export async function refusalOf(work: () => unknown): Promise<GatewayError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('It was not refused');
}
