/** Score links and ready buttons for mails that a sender writes and sends. */
import type { App } from '../../app.ts';
import { scoresOf } from '../../domain/metric.ts';
import { Invalid } from '../../platform/errors.ts';
import { hashId } from '../../platform/token.ts';
import { requireAccount, type Account } from '../accounts/accounts.service.ts';
import { withCustomer, type Identity } from '../customers/customers.service.ts';
import { findInteraction } from '../interactions/interactions.queries.ts';
import { API_SOURCE, interactionId } from '../interactions/interactions.service.ts';
import { findSurvey, requireVersion } from '../surveys/surveys.service.ts';
import { touchpointNames } from '../touchpoints/touchpoints.service.ts';
import { channelInvitation, storeInvitation } from './channel-invitations.service.ts';
import { invitationEmail } from './invitation.email.ts';
import { invitations, type Invitation } from './invitation.model.ts';
import { linksOf } from './messages.service.ts';

export interface LinkRequest {
  survey: string;
  customer: Identity;
  /** The sender's id of what it is about; the same survey, customer and interaction always give the same links. */
  interaction: string | null;
}

export interface ScoreLinks {
  invitation: Invitation;
  isNew: boolean;
  /** Opens the page without a score chosen. */
  url: string;
  links: { score: number; url: string }[];
  /** The question and one button per score, to be placed into an HTML mail. */
  html: string;
  /** `null` where no address of the customer is known. */
  unsubscribeUrl: string | null;
}

/** @throws Invalid for a survey that does not exist or is paused */
export async function makeLinks(app: App, accountId: string, { survey: key, customer: identity, interaction }: LinkRequest): Promise<ScoreLinks> {
  const survey = await findSurvey(accountId, key);
  if (!survey) throw new Invalid([{ pointer: '/survey', detail: `there is no survey "${key}"` }]);
  if (survey.policy.status === 'paused') throw new Invalid([{ pointer: '/survey', detail: `the survey "${key}" is paused` }]);
  const account = await requireAccount(accountId);
  const about = interaction === null ? null : interactionId(accountId, API_SOURCE, interaction);
  const properties = about === null ? {} : (await findInteraction(accountId, about))?.properties ?? {};
  const { invitation, isNew } = await withCustomer(app, accountId, identity, async (customer, session) => {
    const _id = hashId('link', survey._id, customer._id, about ?? '');
    const known = await invitations.of(accountId).findOne({ _id }, { session });
    if (known) return { invitation: known, isNew: false };
    const made = channelInvitation(app, { _id, channel: 'link', account, survey, customer, interactionId: about, properties, at: app.now(), status: 'sent' });
    await storeInvitation(made, session);
    return { invitation: made, isNew: true };
  });
  return { invitation, isNew, ...(await written(app, account, invitation)) };
}

async function written(app: App, account: Account, invitation: Invitation): Promise<Omit<ScoreLinks, 'invitation' | 'isNew'>> {
  const [version, names] = await Promise.all([requireVersion(invitation.surveyId, invitation.version), touchpointNames(account._id)]);
  const { surveyUrl, unsubscribeUrl } = linksOf(app, invitation._id);
  const { data } = invitationEmail({
    kind: 'invitation',
    version,
    language: invitation.language,
    fallbackLanguages: account.languages,
    branding: account.branding,
    variables: { ...invitation.variables, name: invitation.name, touchpoint: names.get(invitation.touchpoint) ?? invitation.touchpoint },
    surveyUrl,
    unsubscribeUrl,
  });
  return {
    url: surveyUrl,
    links: scoresOf(version.scale).map((score) => ({ score, url: `${surveyUrl}?score=${score}` })),
    html: app.render.mail('score-links', data).html,
    unsubscribeUrl: invitation.addressHash === null ? null : unsubscribeUrl,
  };
}
