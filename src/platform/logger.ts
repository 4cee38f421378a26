/** JSON logs with secrets and addresses redacted; event names are stable (`invitation.sent`), alerts key on them. */
import { destination, pino, stdSerializers, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

const REDACTED = [
  'password', 'secret', 'token', 'key', 'authorization', 'cookie', 'email', 'address', 'to', 'name', 'comment',
];

/** Mail servers repeat the recipient in what they answer, and connection strings hold a password before the same sign. */
const ADDRESS = /[^\s<>"'(),:;/]+@[^\s<>"'(),:;]+/g;
/** What JSON leaves as it is and a terminal or viewer of logs may act on: further control characters, line ends, marks of direction. */
const ACTED_ON = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A text from outside without addresses, and without what a terminal would act on. */
export function harmlessText(text: string): string {
  return text.replaceAll(ADDRESS, '[address]').replaceAll(ACTED_ON, '\ufffd');
}

/** Texts from outside, however deep, made harmless. */
function harmless(value: unknown): unknown {
  if (typeof value === 'string') return harmlessText(value);
  if (Array.isArray(value)) return value.map(harmless);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, harmless(inner)]));
}

/** What helps to find the place; an error of the database holds whole documents besides. */
function errorOf(error: unknown): unknown {
  if (!(error instanceof Error)) return harmless(error);
  const { type, message, stack, code } = stdSerializers.err(error);
  return harmless({ type, message, stack, code: code as unknown });
}

/** @param to a command's own answer is the only thing on its standard output, so it logs to the other one */
export function createLogger(level: string, to: 'stdout' | 'stderr' | DestinationStream = 'stdout'): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { log: (line) => harmless(line) as Record<string, unknown> },
    serializers: { err: errorOf },
    redact: {
      paths: [
        ...REDACTED, ...REDACTED.map((key) => `*.${key}`),
        'req.headers.authorization', 'req.headers.cookie', 'req.headers["webhook-signature"]', 'res.headers["set-cookie"]',
      ],
      censor: '[redacted]',
    },
  }, typeof to === 'string' ? destination({ dest: to === 'stdout' ? 1 : 2, sync: true }) : to);
}
