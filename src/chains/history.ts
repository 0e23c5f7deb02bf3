import { sql } from 'kysely';
import type { Queries } from '../storage';
import type { StepContent } from './chain-step';

const MOST_STEPS = 100;

/**
 * The newest steps that fit into so many tokens, whole, oldest first. From the newest backwards it ends at the first that
 * does not fit; those whose content was not kept are passed over. Of those that are not sent no content is read.
 */
export async function historyOf(
  db: Queries,
  chainId: string,
  mostTokens: number,
): Promise<readonly StepContent[]> {
  const { rows } = await sql<{ content: string }>`
    with newest as (
        select position, tokens from chain_steps where chain_id = ${chainId} and content is not null
        order by position desc limit ${MOST_STEPS}),
      sums as (select position, sum(tokens) over (order by position desc) as taken from newest)
    select steps.content from sums join chain_steps as steps
      on steps.chain_id = ${chainId} and steps.position = sums.position
    where sums.taken <= ${mostTokens} order by steps.position`.execute(db);
  return rows.map(({ content }) => JSON.parse(content) as StepContent);
}
