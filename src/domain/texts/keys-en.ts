/** Words of the page of API keys about their end and their use; the others are those of all admin pages. */
export const KEYS_ENGLISH = {
  expires: 'Last day',
  expiresHelp: 'The key stops working after this day. Leave it empty for a key without end.',
  expiresWrong: 'Please choose a day from today on, at most ten years ahead.',
  tooMany: '{{count}} keys work already, and no more are made. Please revoke one that is no longer used.',
  checkForm: 'The key was not made. Please check the marked fields.',
  endless: 'without end',
  expired: 'expired',
  lastUsed: 'Last used',
  unused: 'not yet',
  idle: 'not used for {{days}} days',
};

export type KeysTexts = Readonly<Record<keyof typeof KEYS_ENGLISH, string>>;
