import type { RequestHandler } from 'express';
import type { App } from '../../app.ts';
import { withQuery } from '../../domain/admin-frame.ts';
import { policiesOf } from '../../domain/roles.ts';
import { Unauthorized } from '../../platform/errors.ts';
import { signedIn } from '../../platform/http/session.ts';
import { isMailHeld } from '../../platform/mail-hold.ts';
import { flatQuery, setVisitor } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { membershipsOf } from './memberships.service.ts';
import { findSessionUser } from './users.service.ts';

/** What is open to those who have yet to set up the second step that their account asks for: their own access, and the way out. */
const OPEN_BEFORE = /^\/(?:password|sign-out)(?:\/|$)/;

/**
 * The guard of every admin page, mounted once. Reads the person anew on each request, so that a removed person, a changed
 * role and a changed password count at once.
 */
export function requireUser(app: App): RequestHandler {
  return async (request, response, next) => {
    const session = signedIn(request, app.now());
    const user = await findSessionUser(session);
    if (!user) {
      if (request.method !== 'GET' && request.method !== 'HEAD') throw new Unauthorized('Please sign in.');
      const { lang = '' } = flatQuery(request);
      return response.redirect(303, withQuery('/admin/sign-in', { next: request.originalUrl, lang }));
    }
    const account = await requireAccount(user.accountId);
    if (account.requiresSecondStep === true && !user.secondStep && session?.bySso !== true && !OPEN_BEFORE.test(request.path)) {
      return response.redirect(303, withQuery('/admin/password/second-step', { lang: flatQuery(request)['lang'] ?? '' }));
    }
    setVisitor(response, {
      accountId: user.accountId,
      userId: user._id,
      name: user.name || user.email,
      email: user.email,
      role: user.role,
      policies: policiesOf(user.role),
      language: user.language,
      company: account.branding.companyName,
      timeZone: account.timeZone,
      others: (await membershipsOf(user)).flatMap(({ accountId: id, name }) => (id === user.accountId ? [] : [{ id, name }])),
      calendar: account.calendar,
      minimumSample: account.minimumSample,
      isMailHeld: await isMailHeld(),
    });
    next();
  };
}
