import { z } from 'zod';
import { line } from '../../platform/http/fields.ts';
import { PULL_STATUSES } from './pulls.service.ts';

const WEEK_MINUTES = 10_080;
const LONGEST_TOKEN = 4096;

const common = {
  everyMinutes: z.int('must be a whole number of minutes').min(1, 'must be at least 1').max(WEEK_MINUTES, `must be at most ${WEEK_MINUTES}, which is a week`).default(15),
  status: z.enum(PULL_STATUSES).default('active').describe('While it is paused nobody looks'),
};
const token = z.string({ error: 'must be a text' }).regex(/^[\x21-\x7e]+$/, 'must be a token without spaces').max(LONGEST_TOKEN, `must have at most ${LONGEST_TOKEN} characters`);

/** Where to look for a source's interactions, and how often; for the API and the pages alike. */
export const PullInput = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('folder'), path: line(300).describe('Below this account’s own folder of `DROP_DIR`, such as `orders`; it is made where it is missing'), ...common }),
  z.strictObject({ kind: z.literal('url'), url: line(2048).describe('HTTPS, at the public internet'), bearerToken: token.nullish().describe('Sent as `Authorization: Bearer …`; never shown again, and gone when it is left out'), ...common }),
], { error: 'must be "folder" or "url"' }).meta({ id: 'PullInput' });
