import { Injectable } from '@nestjs/common';
import type { ListAnswer } from '../auth';
import { schemaOf, type ObjectSchema } from '../http';
import { toUsd, type Principal, type Role } from '../kernel';
import { grantedTo } from './allowed-types';
import { AnalyticsQueryRegistry, type AnalyticsQuery } from './analytics-query';

/** A query as `GET /api/analytics-query/types` tells of it, with JSON Schemas (draft 2020-12). */
export interface QueryTypeView {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly description: string;
  readonly roles: readonly Role[];
  readonly parameters: ObjectSchema & { readonly examples: readonly unknown[] };
  readonly metrics: ObjectSchema;
  /** Of `explanation`. */
  readonly explanation: ObjectSchema;
  /** What one run may cost at most, in US dollars. */
  readonly max_cost_usd: number;
}

/** The list of what may be asked. */
@Injectable()
export class QueryTypes {
  readonly #views: ReadonlyMap<string, QueryTypeView>;

  constructor(private readonly registry: AnalyticsQueryRegistry) {
    this.#views = new Map(registry.all.map((query) => [query.id, viewOf(query)]));
  }

  /** Those that a credential is granted, whether its role may ask them or only look. */
  of(principal: Principal): ListAnswer<QueryTypeView> {
    const granted = grantedTo(principal, this.registry);
    const data = granted.flatMap(({ id }) => this.#views.get(id) ?? []);
    return { meta: { page: 1, page_size: data.length, total: data.length }, data };
  }
}

function viewOf(query: AnalyticsQuery): QueryTypeView {
  const { id, version, title, description, roles, example } = query;
  return {
    id,
    version,
    title,
    description,
    roles,
    parameters: { ...schemaOf(query.parameters), examples: [example] },
    metrics: schemaOf(query.metrics),
    explanation: schemaOf(query.output),
    max_cost_usd: toUsd(query.maxCost),
  };
}
