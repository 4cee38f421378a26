/** JSON logs with secrets and addresses redacted; event names are stable (`invitation.sent`), alerts key on them. */
import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

const REDACTED = [
  'password', 'secret', 'token', 'key', 'authorization', 'cookie', 'email', 'address', 'to', 'name', 'comment',
];

export function createLogger(level: string): Logger {
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
  });
}
