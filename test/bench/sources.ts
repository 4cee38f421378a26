/** Interactions in by webhook, each in its sender's own way, beside the plain API; and while the database is slow. */
import { createHmac } from 'node:crypto';
import { createSource, type Source, type SourceKind } from '../../src/features/sources/sources.service.ts';
import { signWebhook } from '../../src/platform/signature/standard-webhooks.ts';
import { tcpProxy } from '../support/tcp-proxy.ts';
import { interaction } from './ingest.ts';
import { startProduct, type Instance } from './instance.ts';
import { fire, type LoadResult, type Shot } from './load.ts';
import { inTurns, summary, type Row } from './measure.ts';
import { forgetUndecided, unique, type Stage } from './stage.ts';

const AMOUNT = 3000;
const CONNECTIONS = 200;
const LEAST_RATIO = 0.85;
const PER_SECOND = 200;
const SECONDS = 10;
/** Each way, so twice as much for every command. */
const DELAY_MS = 50;
const SLOWEST_P99_MS = 1000;

/** How a request of each kind is made, with much the same in it as the plain API's. */
const MAKERS: Record<'standard-webhooks' | 'shopify' | 'bearer', (source: Source, secret: string) => Shot> = {
  'standard-webhooks': (source, secret) => {
    const body = JSON.stringify(interaction());
    return shot(source, body, signWebhook([secret], { id: unique(), at: new Date(), body: Buffer.from(body) }));
  },
  shopify: (source, secret) => {
    const body = JSON.stringify(order());
    return shot(source, body, {
      'x-shopify-topic': 'orders/fulfilled', 'x-shopify-shop-domain': 'bench.example', 'x-shopify-webhook-id': unique(), 'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    });
  },
  bearer: (source, secret) => shot(source, JSON.stringify(interaction()), { authorization: `Bearer ${secret}` }),
};
type Kind = keyof typeof MAKERS;
const KINDS = Object.keys(MAKERS) as Kind[];

/** What a shop posts of an order, without what nobody reads. */
function order(): Record<string, unknown> {
  const id = unique();
  return {
    admin_graphql_api_id: `gid://shopify/Order/${id}`, name: `#${id}`, email: `c-${id}@example.com`, customer_locale: 'en-PL', currency: 'EUR', total_price: '49.90', financial_status: 'paid', source_name: 'web',
    updated_at: new Date().toISOString(), fulfillments: [{ created_at: new Date().toISOString() }], shipping_address: { country_code: 'PL' },
    customer: { admin_graphql_api_id: `gid://shopify/Customer/${id}`, first_name: 'Ada', last_name: 'Lovelace' }, line_items: [{ sku: 'A-1', quantity: 1, price: '49.90' }],
  };
}

function shot({ _id }: Source, body: string, headers: Record<string, string>): Shot {
  return { method: 'POST', path: `/webhooks/${_id}`, headers: { 'content-type': 'application/json', ...headers }, body };
}

/** Requests made and signed beforehand, so that only their answering is measured. */
function magazine(amount: number, make: () => Shot): () => Shot {
  const shots = Array.from({ length: amount }, make);
  return () => shots.pop() ?? make();
}

export async function benchSources(stage: Stage, web: Instance, rounds: number): Promise<Row[]> {
  const sources = await Promise.all(KINDS.map(async (kind) => {
    const secret = kind === 'shopify' ? 'a secret of the shop that nobody knows' : null;
    const made = await createSource(stage.app, stage.account._id, { name: kind, kind: kind satisfies SourceKind, secret, scheme: null, legacySignatures: false, mapping: null });
    return { kind, make: () => MAKERS[kind](made.source, made.secret ?? secret ?? '') };
  }));
  const headers = { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' };
  const plain = (): Shot => ({ method: 'POST', path: '/api/v1/interactions', headers, body: JSON.stringify(interaction()) });
  const rate = async (make: () => Shot): Promise<number> => {
    await forgetUndecided();
    return (await fire(web.url, magazine(AMOUNT, make), { amount: AMOUNT, connections: CONNECTIONS, wanted: 202 })).rate;
  };
  for (const { make } of sources) await fire(web.url, make, { amount: 500, connections: CONNECTIONS, wanted: 202 });
  const sides = Object.fromEntries([['plain API', () => rate(plain)], ...sources.map(({ kind, make }) => [kind, () => rate(make)])]) as Record<Kind | 'plain API', () => Promise<number>>;
  const rates = await inTurns(rounds, sides);
  const rows = KINDS.map((kind): Row => {
    const ratio = rates[kind].median / rates['plain API'].median;
    return { group: 'ingest', path: `webhook ingest, ${kind}`, unit: 'requests/s', ours: rates[kind], floor: { name: 'POST /api/v1/interactions', ...rates['plain API'] }, ratio, goal: `≥ ${LEAST_RATIO.toFixed(2)}`, met: ratio >= LEAST_RATIO, note: kind === 'shopify' ? 'with its mapping' : '' };
  });
  await forgetUndecided();
  const slow = await whileSlow(stage, sources.map(({ make }) => make));
  await forgetUndecided();
  return [...rows, {
    group: 'ingest', path: `… p99 of ${PER_SECOND}/s of all kinds, database slowed`, unit: 'ms', ours: summary([slow.p99]), floor: null, ratio: null, goal: `< ${SLOWEST_P99_MS}`, met: slow.p99 < SLOWEST_P99_MS,
    note: `${2 * DELAY_MS} ms more for each command, ${SECONDS} s, p50 ${slow.p50} ms, most ${slow.most} ms`,
  }];
}

/** A web process of its own whose database is far away. */
async function whileSlow(stage: Stage, makers: (() => Shot)[]): Promise<LoadResult> {
  const uri = new URL(stage.env['MONGODB_URI'] ?? '');
  const proxy = await tcpProxy({ host: uri.hostname, port: Number(uri.port) });
  uri.host = `127.0.0.1:${proxy.port}`;
  const web = await startProduct('web', { ...stage.env, MONGODB_URI: uri.href });
  try {
    let count = 0;
    const make = (): Shot => (makers[(count += 1) % makers.length] ?? makers[0])?.() ?? { method: 'GET', path: '/' };
    await fire(web.url, make, { amount: PER_SECOND, connections: CONNECTIONS, wanted: 202 });
    proxy.slow(DELAY_MS);
    const amount = PER_SECOND * SECONDS;
    return await fire(web.url, magazine(amount, make), { amount, connections: CONNECTIONS, wanted: 202, perSecond: PER_SECOND });
  } finally {
    proxy.slow(0);
    await web.stop();
    await proxy.close();
  }
}
