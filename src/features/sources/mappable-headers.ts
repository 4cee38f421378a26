/** The headers of a delivery that its mapping may read and its log may show. */
import type { IncomingHttpHeaders } from 'node:http';

const TOLD = /^(x-|webhook-|svix-|shopify-|content-type$|user-agent$|idempotency-key$)/;
/** What proves who sent it, and what proxies say of it. */
const KEPT_BACK = /signature|hmac|token|secret|authorization|cookie|api-?key|forwarded|real-ip|password/;
const MOST = 30;
const LONGEST = 500;

/** By lower-case name. */
export function mappableHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  const told = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    (TOLD.test(name) && !KEPT_BACK.test(name) && typeof value === 'string' ? [[name, value.slice(0, LONGEST)]] : []));
  return Object.fromEntries(told.slice(0, MOST));
}
