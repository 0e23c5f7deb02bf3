import { Logger } from '@nestjs/common';
import { ConfigurationError } from '../config';
import { FixedClock } from '../kernel/clock.fixture';
import { ActiveSinks } from './active-sinks';
import { alertOf } from './alert.fixture';
import type { Alert } from './alert';
import { AlertRules, type AlertRule, type Reading } from './alert-rule';
import { AlertSinkRegistry, DeliveryFailed, type AlertSink, type AlertSinkKind } from './alert-sink';
import { Alerts } from './alerts';
import { SinkTrials } from './sink-trials';

const TERMS = { mode: 'test', webhook: () => ({ url: undefined, secret: undefined }) } as const;

function sinkOf(id: string, send: AlertSink['send']): AlertSinkKind {
  return { id, open: () => ({ id, send }) };
}

function ruleOf(id: string, look: AlertRule['look']): AlertRule {
  return { id, runbook: 'provider-down', recovery: 'Well again.', look };
}

const WRONG: Reading = { severity: 'critical', value: 2, threshold: 1, summary: 'It is wrong.' };

function alertsOf(rules: readonly AlertRule[], ...kinds: readonly AlertSinkKind[]): Alerts {
  return new Alerts(new AlertRules(rules), sinksOf(...kinds), new FixedClock());
}

function sinksOf(...kinds: readonly AlertSinkKind[]): ActiveSinks {
  return ActiveSinks.open(
    new AlertSinkRegistry(kinds),
    kinds.map(({ id }) => id),
    TERMS,
  );
}

describe('alerts', () => {
  let sent: Alert[];
  const heard = sinkOf('heard', (alert) => {
    sent.push(alert);
    return Promise.resolve();
  });
  let warn: jest.SpyInstance;
  beforeEach(() => {
    sent = [];
    warn = jest.spyOn(Logger.prototype, 'warn').mockReturnValue(undefined);
    jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
  });
  afterEach(() => jest.restoreAllMocks());

  it('tell every sink what rules see, with the machine that saw it', async () => {
    const others: Alert[] = [];
    const other = sinkOf('other', (alert) => Promise.resolve(void others.push(alert)));
    const alerts = alertsOf(
      [ruleOf('one', () => [WRONG]), ruleOf('well', () => Promise.resolve([]))],
      heard,
      other,
    );
    await alerts.round();
    await alerts.round();
    await alerts.beforeApplicationShutdown();
    expect(sent).toEqual([
      expect.objectContaining({ rule: 'one', state: 'raised', labels: { instance: expect.any(String) } }),
    ]);
    expect(others).toEqual(sent);
    expect(alerts.active.map(({ rule }) => rule)).toEqual(['one']);
  });

  it('go on without a rule that cannot look, which is told of once, and say nothing of what it watches', async () => {
    let isBlind = false;
    const blind = ruleOf('blind', () => (isBlind ? Promise.reject(new Error('Away')) : [WRONG]));
    const alerts = alertsOf([blind, ruleOf('other', () => [WRONG])], heard);
    await alerts.round();
    isBlind = true;
    for (let round = 0; round < 5; round += 1) await alerts.round();
    isBlind = false;
    await alerts.round();
    await alerts.beforeApplicationShutdown();
    expect(sent.map(({ rule, state }) => [rule, state])).toEqual(
      expect.arrayContaining([
        ['blind', 'raised'],
        ['other', 'raised'],
      ]),
    );
    expect([sent.length, warn.mock.calls.length]).toEqual([2, 1]);
  });

  it('are looked for by one round at a time', async () => {
    let looks = 0;
    let see: (readings: readonly Reading[]) => void = () => undefined;
    const slow = ruleOf('slow', () => new Promise((resolve) => ((looks += 1), (see = resolve))));
    const alerts = alertsOf([slow], heard);
    const rounds = [alerts.round(), alerts.round()];
    see([]);
    await Promise.all(rounds);
    expect(looks).toBe(1);
  });

  it('are sent before the gateway ends, unless that takes long', async () => {
    const hung = sinkOf('hung', () => new Promise(() => undefined));
    const alerts = alertsOf([ruleOf('one', () => [WRONG])], hung, heard);
    const began = performance.now();
    await alerts.beforeApplicationShutdown();
    expect(performance.now() - began).toBeGreaterThan(1900);
    expect(sent).toHaveLength(1);
  });

  it('can be tried, sink by sink', async () => {
    const refused = sinkOf('refused', () => Promise.reject(new DeliveryFailed('it answered 404', false)));
    const sinks = sinksOf(heard, refused);
    expect(await new SinkTrials(sinks, new FixedClock()).send()).toEqual([
      { sink: 'heard', reached: true, reason: undefined },
      { sink: 'refused', reached: false, reason: 'it answered 404' },
    ]);
    expect(sent).toEqual([expect.objectContaining({ rule: 'test' })]);
    expect(sinks.lost).toEqual({ heard: 0, refused: 1 });
  });
});

describe('the sinks in use', () => {
  let opened: string[] = [];
  beforeEach(() => {
    opened = [];
  });
  const kind = (id: string): AlertSinkKind => ({
    id,
    open: () => {
      opened.push(id);
      return { id, send: () => Promise.resolve() };
    },
  });
  const registry = new AlertSinkRegistry([kind('log'), kind('webhook'), kind('pager')]);

  it('are those that ALERT_SINKS names, each once, and no other is opened', async () => {
    const sinks = ActiveSinks.open(registry, ['pager', 'log', 'pager'], TERMS);
    expect(opened).toEqual(['pager', 'log']);
    expect((await sinks.try(alertOf(), 1000)).map(({ sink }) => sink)).toEqual(['pager', 'log']);
  });

  it.each(['slack', 'Log', '__proto__'])(
    'are not %s: that stops the boot, and names those there are',
    (id) => {
      const open = (): unknown => ActiveSinks.open(registry, ['log', id], TERMS);
      expect(open).toThrow(ConfigurationError);
      expect(open).toThrow('ALERT_SINKS should be some of log, webhook, pager, separated by commas');
      expect(opened).toEqual([]);
    },
  );

  it('that hang are not waited for when they are tried', async () => {
    const hung = new AlertSinkRegistry([sinkOf('hung', () => new Promise(() => undefined))]);
    const sinks = ActiveSinks.open(hung, ['hung'], TERMS);
    expect(await sinks.try(alertOf(), 5)).toEqual([
      { sink: 'hung', reached: false, reason: 'it is still busy with others' },
    ]);
    jest.spyOn(Logger.prototype, 'error').mockReturnValue(undefined);
    await sinks.close(0);
  });
});
