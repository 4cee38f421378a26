/** The only reader of the environment: one frozen Config, or one message naming every bad value. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

export interface Config {
  readonly production: boolean;
  readonly port: number;
  /** Absolute, without a trailing slash; every link in a mail starts with it. */
  readonly baseUrl: string;
  readonly mongodbUri: string;
  readonly redisUrl: string;
  readonly redisPrefix: string;
  /** `null`: mail is caught under `dataDir` and shown at /dev/mailbox. */
  readonly smtp: {
    readonly url: string;
    readonly connections: number;
    readonly rate: number;
    readonly dkim: { readonly domain: string; readonly selector: string; readonly privateKey: string } | null;
  } | null;
  readonly mailFrom: string;
  readonly secret: string;
  readonly dataDir: string;
  readonly logLevel: string;
  /** Proxies in front of us whose X-Forwarded-For is believed. */
  readonly trustProxy: number;
  /** API requests a second that one account may send to this process; 0 = no limit. */
  readonly rateLimit: number;
  /** Below it, in a folder per account, sources may look for files; `null` = nowhere. */
  readonly dropDir: string | null;
  /** Bearer token that `/metrics` asks for; `null` = it answers this machine only. */
  readonly metricsToken: string | null;
  /** Name servers, with a port or without; empty = those of the machine. */
  readonly dnsServers: readonly string[];
  /** Where people may sign in with an account they have already; `null` = nowhere. */
  readonly oidc: { readonly issuer: string; readonly clientId: string; readonly clientSecret: string } | null;
  /** For tests: sources may fetch from this machine. Never in production. */
  readonly fetchesLoopback: boolean;
}

export class ConfigError extends Error {}

const url = (protocols: string[]) => z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
  message: `must be a URL starting with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`,
});
const whole = (least: number, most: number) => z.coerce.number({ message: 'must be a number' }).int('must be a whole number').min(least).max(most);

/** Every variable the product reads, with what it means; the README's table is checked against this list. */
export const ENVIRONMENT = z.object({
  NODE_ENV: z.string().optional().describe('`production` demands the service URLs, SECRET, BASE_URL and MAIL_FROM'),
  PORT: whole(0, 65_535).default(3000).describe('port to listen on'),
  BASE_URL: url(['http:', 'https:']).optional().describe('public address, used in every link; default http://localhost:PORT'),
  MONGODB_URI: url(['mongodb:', 'mongodb+srv:']).optional().describe('MongoDB replica set; provided when absent (not in production)'),
  REDIS_URL: url(['redis:', 'rediss:']).optional().describe('Redis with noeviction; provided when absent (not in production)'),
  REDIS_PREFIX: z.string().regex(/^[\w-]{1,40}$/, 'must be letters, digits, - or _').default('afterword').describe('prefix of every Redis key'),
  SMTP_URL: url(['smtp:', 'smtps:']).optional().describe('mail server; without it mail is caught and shown at /dev/mailbox (not in production)'),
  SMTP_CONNECTIONS: whole(1, 100).default(10).describe('parallel connections to the mail server'),
  SMTP_RATE: whole(0, 10_000).default(0).describe('most messages a second, 0 = no limit'),
  MAIL_FROM: z.email('must be an address such as surveys@example.com').optional().describe('sender address; has a default outside production'),
  DKIM_DOMAIN: z.string().optional().describe('domain to sign as; needs DKIM_SELECTOR and DKIM_KEY_FILE'),
  DKIM_SELECTOR: z.string().optional().describe('selector of the DKIM key'),
  DKIM_KEY_FILE: z.string().optional().describe('file holding the RSA private key (PEM)'),
  SECRET: z.string().min(32, 'must have at least 32 characters').optional().describe('signs links and sessions; generated into DATA_DIR outside production'),
  DATA_DIR: z.string().default('.data').describe('provided services, caught mail and the generated secret'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info').describe('least level that is logged'),
  TRUST_PROXY: whole(0, 10).default(0).describe('proxies in front of the product whose X-Forwarded-For is believed'),
  RATE_LIMIT: whole(0, 1_000_000).default(5000).describe('API requests a second of one account, per web process; 0 = no limit'),
  DROP_DIR: z.string().optional().describe('directory for files of interactions: sources look into folders below it, each account into its own'),
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional().describe('bearer token for `/metrics`; without it only this machine may read them'),
  DNS_SERVERS: z.string().regex(/^[\d.:a-f[\]]+(?:\s*,\s*[\d.:a-f[\]]+)*$/i, 'must be addresses such as 9.9.9.9, with a port or without, separated by commas').optional().describe('name servers to ask about the domains of senders; default those of the machine'),
  OIDC_ISSUER: url(['https:', 'http:']).optional().describe('OpenID Connect provider that people of an account may sign in with; needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET'),
  OIDC_CLIENT_ID: z.string().optional().describe('client id at that provider'),
  OIDC_CLIENT_SECRET: z.string().optional().describe('client secret at that provider'),
  FETCH_LOOPBACK: z.enum(['true', 'false'], { error: 'must be true or false' }).default('false').describe('for tests: sources may fetch from this machine; refused in production'),
});

export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = ENVIRONMENT.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const production = given['NODE_ENV'] === 'production';
  const demanded = production ? ['MONGODB_URI', 'REDIS_URL', 'SMTP_URL', 'MAIL_FROM', 'SECRET', 'BASE_URL'] : ['MONGODB_URI', 'REDIS_URL'];
  for (const name of demanded) {
    if (given[name] === undefined) problems.push(`${name}: is required${production ? ' in production' : ' (npm start provides it)'}`);
  }
  const dkimGiven = ['DKIM_DOMAIN', 'DKIM_SELECTOR', 'DKIM_KEY_FILE'].filter((name) => given[name] !== undefined);
  if (dkimGiven.length === 1 || dkimGiven.length === 2) problems.push(`${dkimGiven.join(', ')}: DKIM needs DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY_FILE together`);
  const oidcGiven = ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'].filter((name) => given[name] !== undefined);
  if (oidcGiven.length === 1 || oidcGiven.length === 2) problems.push(`${oidcGiven.join(', ')}: signing in with a provider needs OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together`);
  if (production && given['OIDC_ISSUER']?.startsWith('http:')) problems.push('OIDC_ISSUER: must start with https:// in production');
  if (production && given['FETCH_LOOPBACK'] === 'true') problems.push('FETCH_LOOPBACK: is for tests and would let customers reach this machine; remove it');
  const keyFile = given['DKIM_KEY_FILE'];
  const privateKey = keyFile === undefined ? undefined : readKey(keyFile, problems);
  if (!parsed.success || problems.length > 0) throw new ConfigError(`The environment is not usable:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);

  const values = parsed.data;
  const dataDir = resolve(values.DATA_DIR);
  return Object.freeze({
    production,
    port: values.PORT,
    baseUrl: (values.BASE_URL ?? `http://localhost:${values.PORT}`).replace(/\/+$/, ''),
    mongodbUri: values.MONGODB_URI ?? '',
    redisUrl: values.REDIS_URL ?? '',
    redisPrefix: values.REDIS_PREFIX,
    smtp: values.SMTP_URL === undefined ? null : Object.freeze({
      url: values.SMTP_URL,
      connections: values.SMTP_CONNECTIONS,
      rate: values.SMTP_RATE,
      dkim: privateKey === undefined ? null : { domain: values.DKIM_DOMAIN ?? '', selector: values.DKIM_SELECTOR ?? '', privateKey },
    }),
    mailFrom: values.MAIL_FROM ?? 'surveys@afterword.example',
    secret: values.SECRET ?? generatedSecret(dataDir),
    dataDir,
    logLevel: values.LOG_LEVEL,
    trustProxy: values.TRUST_PROXY,
    rateLimit: values.RATE_LIMIT,
    dropDir: values.DROP_DIR === undefined ? null : resolve(values.DROP_DIR),
    metricsToken: values.METRICS_TOKEN ?? null,
    dnsServers: (values.DNS_SERVERS ?? '').split(',').map((server) => server.trim()).filter((server) => server !== ''),
    oidc: values.OIDC_ISSUER === undefined ? null : Object.freeze({ issuer: values.OIDC_ISSUER, clientId: values.OIDC_CLIENT_ID ?? '', clientSecret: values.OIDC_CLIENT_SECRET ?? '' }),
    fetchesLoopback: values.FETCH_LOOPBACK === 'true',
  });
}

function readKey(file: string, problems: string[]): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    problems.push(`DKIM_KEY_FILE: cannot read ${file}`);
    return undefined;
  }
}

/** Links in mails already sent must stay valid over restarts, so the secret is kept beside the data it protects. */
function generatedSecret(dataDir: string): string {
  const file = join(dataDir, 'secret');
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
