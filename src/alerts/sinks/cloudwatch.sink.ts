import { redactor } from '../../log';
import type { Alert } from '../alert';
import { documentOf } from '../alert';
import type { AlertSink, AlertSinkKind } from '../alert-sink';

const NAMESPACE = 'Sallyport';

/** Prints alerts as CloudWatch reads them where the log goes there: Lambda, ECS, the CloudWatch agent. */
export const cloudwatchSink: AlertSinkKind = {
  id: 'cloudwatch',
  // Past the log, whose level and form would leave it out or wrap it.
  open: () => new CloudwatchSink((line) => process.stdout.write(redactor.line(line))),
};

/**
 * Embedded Metric Format (docs.aws.amazon.com, CloudWatch_Embedded_Metric_Format_Specification, 2026-11): one line is
 * one JSON object, whose members are what `_aws` names as metrics and dimensions, and anything else.
 */
class CloudwatchSink implements AlertSink {
  readonly id = 'cloudwatch';

  constructor(private readonly print: (line: string) => unknown) {}

  send(alert: Alert): Promise<void> {
    this.print(`${JSON.stringify(metricOf(alert))}\n`);
    return Promise.resolve();
  }
}

function metricOf(alert: Alert): object {
  const { rule, at, state, value } = alert;
  return {
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: NAMESPACE,
          Dimensions: [['rule']],
          Metrics: [{ Name: 'Alert', Unit: 'Count' }, { Name: 'AlertValue' }],
        },
      ],
    },
    rule,
    Alert: state === 'recovered' ? 0 : 1,
    AlertValue: value,
    alert: documentOf(alert),
  };
}
