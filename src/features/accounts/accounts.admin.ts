import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import { carried, withQuery } from '../../domain/admin-frame.ts';
import type { Policy } from '../../domain/roles.ts';
import { Conflict } from '../../platform/errors.ts';
import { allowOwnFrames, sendFramedMail } from '../../platform/http/framed.ts';
import { isOvertaken, opening, overtaken, type Opening } from '../../platform/http/overtaken.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { parse, tryParse } from '../../platform/http/parse.ts';
import { askedBy, flatForm, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { previewSurvey } from '../responses/previews.service.ts';
import { currentSurveysOf } from '../surveys/surveys.service.ts';
import { fieldOf, formOf, readSection, sectionOf, SECTIONS, type Form, type Section } from './account-form.ts';
import { changesOf, TimeZone } from './account-input.ts';
import { ACCOUNT_PATH, accountPage, zonePage, type AccountPageInput } from './account.view.ts';
import { changeTimeZone, pauseByHand, requireAccount, resumeSender, updateAccount, type Account } from './accounts.service.ts';
import { checkSender, senderDomain } from './sender-check.service.ts';

const POLICY: Policy = 'settings.manage';
const ZONES = Intl.supportedValuesOf('timeZone');

/** The settings of an account, for those who may change them. */
export function accountPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const go = (request: Request, response: Response, done: string, place: string): void => response.redirect(303, `${withQuery(ACCOUNT_PATH, { done, ...carried(askedBy(request, response)) })}#${place}`);
  const own = (response: Response): Promise<Account> => requireAccount(visitorOf(response).accountId);

  pages.get('/account', POLICY, (request, response) => show(app, request, response, null));

  for (const section of SECTIONS) {
    pages.post(`/account/${section}`, POLICY, async (request, response) => {
      const form = flatForm(request);
      const read = readSection(section, form);
      if (!read.ok) return show(app, request, response.status(422), { section, form, wrong: read.errors.map(({ pointer }) => fieldOf(pointer)) });
      const account = await own(response);
      if (isOvertaken(sectionOf(section, account), form)) return show(app, request, response.status(409), { section, form, wrong: [], isLate: true });
      await updateAccount(account._id, changesOf(account, read.value, app.now()));
      go(request, response, section, section);
    });
  }

  pages.post('/account/branding/preview', POLICY, async (request, response) => {
    const form = flatForm(request);
    const read = readSection('branding', form);
    await show(app, request, response.status(read.ok ? 200 : 422), { section: 'branding', form, wrong: read.ok ? [] : read.errors.map(({ pointer }) => fieldOf(pointer)) });
  });
  pages.get('/account/branding/mail', POLICY, async (request, response) => {
    const account = await own(response);
    const query = flatQuery(request);
    const wish = query['companyName'] === undefined ? null : readSection('branding', query);
    const [survey] = await currentSurveysOf(account._id);
    if (!survey) return response.redirect(303, ACCOUNT_PATH);
    const branding = wish?.ok === true ? changesOf(account, wish.value, app.now()).branding : undefined;
    sendFramedMail(response, (await previewSurvey(app, survey, { branding })).html, { hasImages: true, isDark: false });
  });

  pages.get('/account/time-zone', POLICY, async (request, response) => {
    const to = tryParse(TimeZone, flatQuery(request)['to']);
    if (!to.ok) return response.redirect(303, withQuery(ACCOUNT_PATH, carried(askedBy(request, response))));
    const { timeZone: from, zoneChange } = await own(response);
    showZone(app, request, response, { from, to: to.value, isBusy: zoneChange !== null });
  });
  pages.post('/account/time-zone', POLICY, async (request, response) => {
    const to = parse(TimeZone, flatForm(request)['timeZone'], '/timeZone');
    const { _id, timeZone: from } = await own(response);
    try {
      await changeTimeZone(app, _id, to);
      go(request, response, 'zone', 'dates');
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      showZone(app, request, response.status(409), { from, to, isBusy: true });
    }
  });

  pages.post('/account/sender/pause', POLICY, async (request, response) => {
    await pauseByHand(app, visitorOf(response).accountId);
    go(request, response, 'paused', 'sender');
  });
  pages.post('/account/sender/resume', POLICY, async (request, response) => {
    await resumeSender(visitorOf(response).accountId);
    go(request, response, 'resumed', 'sender');
  });
  pages.post('/account/sender/check', POLICY, async (request, response) => {
    await checkSender(app, visitorOf(response).accountId);
    go(request, response, 'checked', 'check');
  });
  return pages.router;
}

function showZone(app: App, request: Request, response: Response, asked: Parameters<typeof zonePage>[1]): void {
  const { view, data } = zonePage(askedBy(request, response), asked);
  response.send(app.render.page(view, data));
}

type Sent = { section: Section; form: Form; wrong: string[]; isLate?: boolean };

/** @param sent a form that was refused or is only looked at */
async function show(app: App, request: Request, response: Response, sent: Sent | null): Promise<void> {
  const account = await requireAccount(visitorOf(response).accountId);
  const { view, data } = accountPage({ ...askedBy(request, response), path: ACCOUNT_PATH }, await inputOf(app, account, sent));
  allowOwnFrames(response);
  response.send(app.render.page(view, data));
}

async function inputOf(app: App, account: Account, sent: Sent | null): Promise<AccountPageInput> {
  const { timeZone, zoneChange, sender: { paused }, senderCheck } = account;
  const openingOf = (section: Section): Opening => {
    const stored = sectionOf(section, account);
    if (sent?.section !== section) return opening(stored);
    return sent.isLate === true ? overtaken(stored) : opening(stored, sent.form);
  };
  return {
    openings: { general: openingOf('general'), dates: openingOf('dates'), branding: openingOf('branding'), sender: openingOf('sender') },
    stored: formOf(account), sent, timeZone, zoneChange, zones: ZONES, now: app.now(),
    branding: { baseUrl: app.config.baseUrl, hasSurvey: (await currentSurveysOf(account._id)).length > 0 },
    sender: { mailFrom: app.config.mailFrom, paused, check: senderCheck, isCurrent: senderCheck?.domain === senderDomain(app, account) },
  };
}
