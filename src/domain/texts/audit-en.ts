/** Words of the audit log. */
export interface AuditTexts {
  ui: Readonly<Record<'title' | 'lede' | 'when' | 'who' | 'what' | 'subject' | 'origin' | 'from' | 'through' | 'area' | 'anybody' | 'everything' | 'show' | 'csv' | 'before' | 'after' | 'details' | 'empty' | 'emptyText' | 'none' | 'older' | 'newest' | 'key' | 'command', string>>;
  /** Of signing in, by the action that is kept. */
  access: Readonly<Record<'access.signed-in' | 'access.refused' | 'access.signed-out' | 'access.password' | 'access.session-ended' | 'access.sessions-ended' | 'access.second-step-on' | 'access.second-step-off' | 'access.recovery-codes' | 'people.second-step-reset', string>>;
  /** Others, by the action that is kept. */
  actions: Readonly<Record<'people.invited' | 'people.role' | 'people.removed' | 'keys.created' | 'keys.revoked' | 'account.changed' | 'account.created' | 'surveys.saved' | 'goals.created' | 'goals.changed' | 'goals.deleted' | 'notes.added' | 'notes.deleted' | 'sources.created' | 'sources.changed' | 'sources.deleted' | 'sources.secret' | 'answers.accepted' | 'answers.dismissed' | 'restore.confirmed' | 'queues.retried' | 'queues.removed', string>>;
}

export const AUDIT_ENGLISH: AuditTexts = {
  ui: {
    title: 'Audit log',
    lede: 'Who changed what and who signed in, when and from which network. Entries are kept for a year; secrets and addresses are left out.',
    when: 'When',
    who: 'Who',
    what: 'What',
    subject: 'Of what',
    origin: 'From where',
    from: 'From',
    through: 'Through',
    area: 'Part',
    anybody: 'Anybody',
    everything: 'Everything',
    show: 'Show',
    csv: 'As a CSV file',
    before: 'Before',
    after: 'After',
    details: 'Details',
    empty: 'Nothing was changed yet',
    emptyText: 'As soon as somebody changes a setting, a survey or a person, on a page, by API or by command, it stands here.',
    none: 'No entry fits these filters.',
    older: 'Older entries',
    newest: 'Newest entries',
    key: 'API key',
    command: 'Command',
  },
  access: {
    'access.signed-in': 'Signed in',
    'access.refused': 'Sign-in refused',
    'access.signed-out': 'Signed out',
    'access.password': 'Password changed',
    'access.session-ended': 'Session ended',
    'access.sessions-ended': 'Signed out everywhere else',
    'access.second-step-on': 'Second step turned on',
    'access.second-step-off': 'Second step turned off',
    'access.recovery-codes': 'Recovery codes renewed',
    'people.second-step-reset': 'Second step reset',
  },
  actions: {
    'people.invited': 'Person invited',
    'people.role': 'Role changed',
    'people.removed': 'Person removed',
    'keys.created': 'API key created',
    'keys.revoked': 'API key revoked',
    'account.changed': 'Account settings changed',
    'account.created': 'Another account made',
    'surveys.saved': 'Survey saved',
    'goals.created': 'Goal set',
    'goals.changed': 'Goal changed',
    'goals.deleted': 'Goal deleted',
    'notes.added': 'Note added',
    'notes.deleted': 'Note deleted',
    'sources.created': 'Source created',
    'sources.changed': 'Source changed',
    'sources.deleted': 'Source removed',
    'sources.secret': 'Secret of a source renewed',
    'answers.accepted': 'Answer accepted that was held back',
    'answers.dismissed': 'Answer dismissed that was held back',
    'restore.confirmed': 'Restored copy confirmed',
    'queues.retried': 'Failed job tried again',
    'queues.removed': 'Failed job removed',
  },
};
