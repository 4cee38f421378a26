import type { Request, Response, Router } from 'express';
import type { App } from '../../app.ts';
import type { Policy } from '../../domain/roles.ts';
import { languageTag } from '../../platform/http/fields.ts';
import { allowOwnFrames, sendFramedMail, sendFramedPage } from '../../platform/http/framed.ts';
import { pageRoutes } from '../../platform/http/pages.ts';
import { askedBy, flatForm, flatQuery, visitorOf } from '../../platform/http/visitor.ts';
import { requireAccount } from '../accounts/accounts.service.ts';
import { previewSurvey, sendTestMail } from '../responses/previews.service.ts';
import { surveyPath } from './survey-parts.ts';
import { LOOKS, MAIL_KINDS, previewPage, type Look, type MailKind } from './survey-preview.view.ts';
import { requireSurvey, type Survey } from './surveys.service.ts';

interface Wish {
  look: Look;
  kind: MailKind;
  language: string | undefined;
}

/** A survey as customers will see it, and a test of it to oneself. */
export function surveyPreviewPages(app: App): Router {
  const pages = pageRoutes<Policy>();
  const surveyOf = (request: Request<Record<string, string>>, response: Response): Promise<Survey> => requireSurvey(visitorOf(response).accountId, request.params['key'] ?? '');
  const show = async (request: Request, response: Response, survey: Survey, { look, ...wish }: Wish, refusal: string | null): Promise<void> => {
    const [{ languages }, { language: shown, subject, text }] = await Promise.all([requireAccount(survey.accountId), previewSurvey(app, survey, wish)]);
    const { view, data } = previewPage(askedBy(request, response), {
      key: survey.key, look, kind: wish.kind, language: { wanted: wish.language ?? languages[0] ?? 'en', shown }, languages: [...new Set([...languages, ...Object.keys(survey.content.question)])], subject, text,
      email: visitorOf(response).email, refusal,
    });
    allowOwnFrames(response);
    response.send(app.render.page(view, data));
  };

  pages.get('/surveys/:key/preview', 'surveys.read', async (request, response) => show(request, response, await surveyOf(request, response), wishFrom(flatQuery(request)), null));

  pages.get('/surveys/:key/preview/frame', 'surveys.read', async (request, response) => {
    const { look, ...wish } = wishFrom(flatQuery(request));
    const { html, page } = await previewSurvey(app, await surveyOf(request, response), wish);
    if (look === 'page' || look === 'page-phone') return sendFramedPage(response, page);
    sendFramedMail(response, html, { hasImages: look !== 'images', isDark: look === 'dark' });
  });

  pages.post('/surveys/:key/test', 'surveys.change', async (request, response) => {
    const survey = await surveyOf(request, response);
    const { name, email } = visitorOf(response);
    const { look: _look, ...wish } = wishFrom(flatForm(request));
    const outcome = await sendTestMail(app, survey, { ...wish, to: { name, address: email } });
    if (outcome.kind !== 'accepted') return show(request, response.status(502), survey, { look: 'wide', ...wish }, outcome.reply);
    response.redirect(303, surveyPath(askedBy(request, response), survey.key, '/preview', { ...(wish.language === undefined ? {} : { language: wish.language }), kind: wish.kind, done: 'test-sent' }));
  });
  return pages.router;
}

/** What is no such look, mail or language counts as not asked for. */
function wishFrom(fields: Record<string, string>): Wish {
  const language = languageTag.safeParse(fields['language']);
  return {
    look: LOOKS.find((look) => look === fields['look']) ?? 'wide',
    kind: MAIL_KINDS.find((kind) => kind === fields['kind']) ?? 'invitation',
    language: language.success ? language.data : undefined,
  };
}
