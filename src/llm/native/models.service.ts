import { Injectable } from '@nestjs/common';
import type { Principal, Signal } from '../../kernel';
import { askWhole, type WholeAnswer } from '../open-answer';
import { notUnderstood } from '../resilience/upstream-failure';
import { UpstreamCaller } from '../upstream-caller';

/** One reading question about models. */
export interface ModelsCall {
  readonly principal: Principal;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly departure: Signal;
}

/** Where in the list of models to begin, and how many to show. */
export interface ModelsPage {
  readonly limit: number;
  readonly afterId: string | undefined;
  readonly beforeId: string | undefined;
}

interface ModelList {
  readonly data: readonly { readonly id: string }[];
}

/** Readings have a circuit of their own. */
const CIRCUIT = '/v1/models';
/** More than there are; the most that one page of Claude's holds. */
const WHOLE_LIST = '/v1/models?limit=1000';

/** The provider's models, as far as the caller may ask them. Raises errors of layer `upstream`. */
@Injectable()
export class ModelsService {
  constructor(private readonly caller: UpstreamCaller) {}

  /** The list as the provider gives it; for a credential that is limited to some models, a list of those. */
  async list(call: ModelsCall, page: ModelsPage): Promise<WholeAnswer> {
    const { models } = call.principal;
    if (models === undefined) return this.fetch(call);
    const { headers, body } = await this.fetch({ ...call, target: WHOLE_LIST });
    const allowed = listOf(body).data.filter(({ id }) => models.includes(id));
    return { headers, body: Buffer.from(JSON.stringify(pageOf(allowed, page))) };
  }

  /** One answer of the provider, as it gives it. */
  fetch({ target, headers, departure }: Omit<ModelsCall, 'principal'>): Promise<WholeAnswer> {
    return this.caller.patiently(departure, undefined, async (patience) => {
      const answer = await this.caller.call(CIRCUIT, patience, { attempts: 0, isOpen: false }, (upstream) =>
        askWhole(upstream, { method: 'GET', target, headers, body: undefined, signal: patience.signal }),
      );
      this.caller.ended(CIRCUIT);
      return answer;
    });
  }
}

function listOf(body: Buffer): ModelList {
  try {
    const list = JSON.parse(body.toString('utf8')) as ModelList;
    if (Array.isArray(list.data)) return list;
  } catch {
    // Said below.
  }
  throw notUnderstood('a list of models that is none');
}

/** One page in Claude's shape, by its rules: from behind `after_id`, or up to `before_id`. */
function pageOf(
  models: ModelList['data'],
  { limit, afterId, beforeId }: ModelsPage,
): Readonly<Record<string, unknown>> {
  const place = (id: string): number => models.findIndex((model) => model.id === id);
  const end = beforeId === undefined ? -1 : place(beforeId);
  const rest =
    end === -1 ? models.slice(afterId === undefined ? 0 : place(afterId) + 1) : models.slice(0, end);
  const data = end === -1 ? rest.slice(0, limit) : rest.slice(-limit);
  return {
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: rest.length > data.length,
  };
}
