/** Words of the copy that a person gets of everything held about them. */
export const HELD_ENGLISH = {
  title: 'What {{company}} keeps about you',
  made: 'Made on {{time}}. Times are those of {{zone}}.',
  nothing: 'Nothing.',
  sections: {
    customer: 'Who you are to us', suppression: 'Why we do not write to you', interactions: 'What was reported about you', invitations: 'What we asked you', responses: 'What you answered',
    evidence: 'How your answers reached us', cases: 'What we did about your answers', followUps: 'Mails your answers called for', facts: 'What was imported about you', deliveries: 'What other systems sent about you in the last 30 days',
  },
  values: { true: 'yes', false: 'no' },
  /** Fields with a name of their own, in the order they are shown; the others follow under their technical names. */
  fields: {
    name: 'Name', email: 'Mail address', address: 'Mail address', externalId: 'Number in our systems', locale: 'Language', language: 'Language', timeZone: 'Time zone', properties: 'Properties', customer: 'As it was reported',
    occurredAt: 'Happened', receivedAt: 'Received', type: 'What it was', touchpoint: 'Occasion', source: 'Reported by', decisions: 'What was decided', survey: 'Survey', surveyKey: 'Survey', surveyId: 'Survey id', outcome: 'Outcome', reason: 'Reason', rule: 'Rule',
    metric: 'Kind of question', score: 'Score', category: 'Group', comment: 'Comment', tags: 'Tags', respondedAt: 'Answered', respondedOn: 'Answered on', revisions: 'Before you changed it', until: 'Until',
    status: 'State', createdAt: 'Begun', updatedAt: 'Changed', scheduledAt: 'Planned for', sentAt: 'Sent', sentOn: 'Sent on', remindedAt: 'Reminded', expiresAt: 'Ends', history: 'Steps', at: 'When', reminder: 'Reminder', channel: 'Way', segments: 'Counted under', variables: 'Words in the mail', version: 'Version', scale: 'Scale', min: 'from', max: 'to',
    openedAt: 'Opened', closedAt: 'Closed', dueAt: 'Due', rootCause: 'Cause', notes: 'Notes', text: 'Text', author: 'By', verdict: 'What became of it', recipient: 'To', kind: 'Kind', amount: 'Amount', currency: 'Currency', day: 'Day', startedOn: 'Customer since', endedOn: 'Customer until', payload: 'Content', id: 'Id',
  },
} as const;

type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
export type HeldTexts = Words<typeof HELD_ENGLISH>;
