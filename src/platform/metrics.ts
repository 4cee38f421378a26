/** prom-client behind one file. Each process counts for itself; what several counted is joined when somebody asks. */
import { AggregatorRegistry, collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

const registry = new Registry();

/** Label values are words of closed lists: nothing that names a person or a company, and nothing that grows with the data. */
type Labels<Name extends string> = Record<Name, string>;

/** @param name ends in `_total`; `afterword_` is put before it */
export function defineCounter<Name extends string>(name: string, help: string, labelNames: readonly Name[]): (labels: Labels<Name>, by?: number) => void {
  const counter = new Counter<Name>({ name: `afterword_${name}`, help, labelNames: [...labelNames], registers: [registry] });
  return (labels, by = 1) => counter.inc(labels, by);
}

/** @param name ends in its unit; `afterword_` is put before it */
export function defineHistogram<Name extends string>(name: string, help: string, { labelNames, buckets }: { labelNames: readonly Name[]; buckets: number[] }): (labels: Labels<Name>, value: number) => void {
  const histogram = new Histogram<Name>({ name: `afterword_${name}`, help, labelNames: [...labelNames], buckets, registers: [registry] });
  return (labels, value) => histogram.observe(labels, value);
}

/** One metric as numbers: what prom-client calls its JSON. */
export interface Metric {
  name: string;
  help: string;
  type: string;
  values: { value: number; labels: Record<string, string | number>; metricName?: string }[];
}

/** A number that is looked up when it is asked for, not counted. */
export function gauge(name: string, help: string, values: Metric['values']): Metric {
  return { name: `afterword_${name}`, help, type: 'gauge', values };
}

let isMeasured = false;

/** Adds memory, processor time, open files, garbage collection and the delay of the event loop of this process. */
export function measureProcess(): void {
  if (!isMeasured) collectDefaultMetrics({ register: registry });
  isMeasured = true;
}

/** Everything this process counted so far. */
export async function ownMetrics(): Promise<Metric[]> {
  const metrics = (await registry.getMetricsAsJSON()) as unknown as Metric[];
  return metrics.map(({ name, help, type, values }) => ({
    name, help, type,
    values: values.map(({ value, labels, metricName }) => ({ value, labels, ...(metricName === undefined ? {} : { metricName }) })),
  }));
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * The text that Prometheus reads.
 * @param parts what each process counted, with the labels that tell them apart
 */
export async function metricsText(parts: { labels: Record<string, string>; metrics: Metric[] }[]): Promise<string> {
  const labelled = parts.map(({ labels, metrics }) => metrics.map((metric) => ({
    ...metric,
    // The labels tell the parts apart, so nothing is added up; every other way of the library's would drop or mix some.
    aggregator: 'sum',
    values: metric.values.map((value) => ({ ...value, labels: { ...value.labels, ...labels } })),
  })));
  return AggregatorRegistry.aggregate(labelled).metrics();
}
