import { Counter, Histogram, type Registry } from 'prom-client';
import type { RequestRecord } from '../http';
import { methodLabel, NONE, routeLabel } from './labels';

/** From what a cache answers to the longest answer that a client waits for. */
const DURATIONS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];

/** What became of requests, and how long they took. */
export class RequestMetrics {
  readonly #requests: Counter<'route' | 'method' | 'status' | 'code' | 'layer'>;
  readonly #duration: Histogram<'route' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#requests = new Counter({
      name: 'sallyport_requests_total',
      help: 'Requests that are over, with the code and the layer that they were refused or failed by',
      labelNames: ['route', 'method', 'status', 'code', 'layer'],
      registers,
    });
    this.#duration = new Histogram({
      name: 'sallyport_request_duration_seconds',
      help: 'From the head of a request to the end of its answer',
      labelNames: ['route', 'outcome'],
      buckets: DURATIONS,
      registers,
    });
  }

  count({ route: path, method, status, failure, outcome, isFeed, startedAt, endedAt }: RequestRecord): void {
    const route = routeLabel(path);
    const code = failure?.code ?? NONE;
    const layer = failure?.layer ?? NONE;
    this.#requests.inc({ route, method: methodLabel(method), status, code, layer });
    if (isFeed) return;
    this.#duration.observe({ route, outcome }, Math.max(0, endedAt - startedAt) / 1000);
  }
}
