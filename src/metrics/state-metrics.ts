import { Injectable } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { Drain } from '../http';
import { VERSION } from '../kernel';
import { UpstreamCaller } from '../llm';
import { Ledger, UnknownPrices } from '../usage';
import { gauge, single, total, type Reading } from './gauge';
import type { ModelLabels } from './labels';

/** What this process is doing, and how it sees the provider. */
@Injectable()
export class StateMetrics {
  constructor(
    private readonly caller: UpstreamCaller,
    private readonly drain: Drain,
    private readonly ledger: Ledger,
    private readonly unknownPrices: UnknownPrices,
  ) {}

  addTo(registry: Registry, models: ModelLabels): void {
    gauge(
      registry,
      { name: 'sallyport_build_info', help: 'The version of the gateway; always 1', labels: ['version'] },
      () => [[{ version: VERSION }, 1]],
    );
    gauge(
      registry,
      {
        name: 'sallyport_circuit_open',
        help: 'Models whose circuit is open: the provider is left alone for a while',
        labels: ['model'],
      },
      () => this.#circuits(models),
    );
    gauge(
      registry,
      { name: 'sallyport_work_under_way', help: 'Requests, and calls to a model, that are not over' },
      () => single(this.drain.underWay),
    );
    gauge(
      registry,
      { name: 'sallyport_ledger_waiting', help: 'Calls that wait for a commit of the ledger' },
      () => single(this.ledger.waiting),
    );
    total(
      registry,
      {
        name: 'sallyport_unknown_price_total',
        help: 'What was charged without a known price, at the dearest there is',
        labels: ['kind'],
      },
      () => {
        const { models: ofModels, fields } = this.unknownPrices.counts;
        return [
          [{ kind: 'model' }, ofModels],
          [{ kind: 'usage_field' }, fields],
        ];
      },
    );
  }

  /** Closed circuits are shown too, of models that have been called. */
  #circuits(models: ModelLabels): Reading {
    const open = new Map([...models.shown].map((model) => [model, 0]));
    for (const name of this.caller.openCircuits) {
      const model = models.of(name);
      open.set(model, (open.get(model) ?? 0) + 1);
    }
    return [...open].map(([model, count]) => [{ model }, count]);
  }
}
