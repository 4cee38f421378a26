/** JSON logs with secrets and addresses redacted; event names are stable (`invitation.sent`), alerts key on them. */
import { destination, pino, type Logger } from 'pino';

export type { Logger } from 'pino';

const REDACTED = [
  'password', 'secret', 'token', 'key', 'authorization', 'cookie', 'email', 'address', 'to', 'name', 'comment',
];

/** @param stream a command's own answer is the only thing on its standard output, so it logs to the other one */
export function createLogger(level: string, stream: 'stdout' | 'stderr' = 'stdout'): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        ...REDACTED, ...REDACTED.map((key) => `*.${key}`),
        'req.headers.authorization', 'req.headers.cookie', 'req.headers["webhook-signature"]', 'res.headers["set-cookie"]',
      ],
      censor: '[redacted]',
    },
  }, destination({ dest: stream === 'stdout' ? 1 : 2, sync: true }));
}
