/** HTTP load on loopback, always bounded: a number of requests, or some seconds. */
import autocannon from 'autocannon';

export interface Shot {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface LoadResult {
  /** Requests a second that were answered as wanted. */
  rate: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  most: number;
}

const LONGEST_SECONDS = 60;

/**
 * @param wanted the status every answer must have; another one fails the benchmark, which would otherwise measure refusals
 * @param perSecond a fixed pace instead of as fast as it goes
 */
export async function fire(url: string, shots: () => Shot, { amount, connections, wanted, perSecond }: { amount: number; connections: number; wanted: number; perSecond?: number }): Promise<LoadResult> {
  const began = performance.now();
  let last = began;
  let answered = 0;
  const others = new Map<number, number>();
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const instance = autocannon({
      url,
      connections,
      amount,
      timeout: LONGEST_SECONDS,
      ...(perSecond === undefined ? {} : { overallRate: perSecond }),
      requests: [{ setupRequest: (request) => ({ ...request, ...shots() }) }],
    }, (error: unknown, done) => (error ? reject(error instanceof Error ? error : new Error('the load generator failed')) : resolve(done)));
    instance.on('response', (_client, status) => {
      last = performance.now();
      if (status === wanted) answered += 1;
      else others.set(status, (others.get(status) ?? 0) + 1);
    });
  });
  if (answered < amount) throw new Error(`only ${answered} of ${amount} answers were ${wanted}: ${JSON.stringify([...others])}, ${result.errors} errors, ${result.timeouts} timeouts`);
  return { rate: answered / ((last - began) / 1000), p50: result.latency.p50, p99: result.latency.p99, most: result.latency.max };
}
