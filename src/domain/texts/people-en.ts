import type { Role } from '../roles.ts';

interface AccessMailTexts {
  subject: string;
  preheader: string;
  title: string;
  text: string;
  button: string;
  note: string;
  why: string;
}

/** Words of the pages of people and of the mails to them. Variables stand in the text. */
export interface PeopleTexts {
  ui: Readonly<Record<
    | 'title' | 'lede' | 'name' | 'nameHelp' | 'email' | 'role' | 'language' | 'lastSignIn' | 'never' | 'state' | 'active' | 'invited' | 'expired' | 'invitedUntil' | 'you'
    | 'inviteTitle' | 'inviteText' | 'invite' | 'alone'
    | 'roleTitle' | 'roleText' | 'saveRole' | 'ownRole' | 'above' | 'lastOwner'
    | 'pendingTitle' | 'pendingText' | 'expiredText' | 'resend'
    | 'removeTitle' | 'removeText' | 'remove' | 'removeAsk' | 'removeButton' | 'withdraw' | 'withdrawAsk' | 'withdrawText' | 'cancel' | 'back'
    | 'emailWrong' | 'emailTaken' | 'nameWrong' | 'tooMany' | 'checkForm', string>>;
  done: Readonly<Record<'invited' | 'unsent' | 'role' | 'removed' | 'withdrawn', string>>;
  roles: Readonly<Record<Role, { name: string; may: string }>>;
  mail: {
    invitation: AccessMailTexts & { textByName: string; role: string };
    reset: AccessMailTexts;
  };
}

export const PEOPLE_ENGLISH: PeopleTexts = {
  ui: {
    title: 'People',
    lede: 'Who may sign in to this account, and what each of them may do.',
    name: 'Name',
    nameHelp: 'As colleagues know them. May be left empty.',
    email: 'E-mail address',
    role: 'Role',
    language: 'Language',
    lastSignIn: 'Last sign-in',
    never: 'not yet',
    state: 'State',
    active: 'active',
    invited: 'invited',
    expired: 'invitation expired',
    invitedUntil: 'The invitation can be accepted until {{time}}.',
    you: 'you',
    inviteTitle: 'Invite somebody',
    inviteText: 'They get a mail with a link that works once, within 7 days.',
    invite: 'Send invitation',
    alone: 'You are alone here. Invite a colleague: a viewer sees the reports and can change nothing.',
    roleTitle: 'Role',
    roleText: 'A change counts at once, also where this person is signed in.',
    saveRole: 'Save role',
    ownRole: 'This is your own role. You can give up rights; another person must give them back.',
    above: 'This person stands above your role, so you can change nothing here.',
    lastOwner: 'This is the only owner, and an account needs one. Make somebody else an owner first.',
    pendingTitle: 'Invitation',
    pendingText: 'Sent, but not accepted yet.',
    expiredText: 'The link of the invitation has expired. Send a new one.',
    resend: 'Send again',
    removeTitle: 'Remove',
    removeText: 'They are signed out everywhere at once. What they wrote stays.',
    remove: 'Remove {{name}}',
    removeAsk: 'Remove {{name}} from the account?',
    removeButton: 'Remove',
    withdraw: 'Withdraw the invitation',
    withdrawAsk: 'Withdraw the invitation of {{name}}?',
    withdrawText: 'The link in the mail stops working.',
    cancel: 'Keep',
    back: 'All people',
    emailWrong: 'Please write one e-mail address, such as ada@example.com.',
    emailTaken: 'This address already belongs to a person of the account.',
    nameWrong: 'Please write a name on one line, at most 100 characters.',
    tooMany: 'An account has at most 500 people.',
    checkForm: 'The invitation was not sent. Please check the marked fields.',
  },
  done: {
    invited: 'The invitation is on its way.',
    unsent: 'The mail server did not take the mail. Check the address, or send it again later.',
    role: 'The role was changed.',
    removed: 'The person was removed.',
    withdrawn: 'The invitation was withdrawn.',
  },
  roles: {
    owner: { name: 'Owner', may: 'Everything, deleting the account included' },
    admin: { name: 'Admin', may: 'Settings, people, keys and sources, and all below' },
    analyst: { name: 'Analyst', may: 'Surveys, imports, goals and judging answers' },
    agent: { name: 'Agent', may: 'Answering customers: cases and customers' },
    viewer: { name: 'Viewer', may: 'Reading reports and answers' },
  },
  mail: {
    invitation: {
      subject: 'Your invitation to {{company}}',
      preheader: 'Sign in once with the link and choose a password.',
      title: 'You are invited to {{company}}',
      text: 'You can now see what customers of {{company}} answer, and what their answers mean.',
      textByName: '{{name}} invited you to see what customers of {{company}} answer, and what their answers mean.',
      role: 'Your role: {{role}}.',
      button: 'Accept the invitation',
      note: 'The link works once, within 7 days. If you do not know what this is about, ignore this mail: nothing happens without you.',
      why: 'You get this mail because somebody at {{company}} entered your address.',
    },
    reset: {
      subject: 'A new password for {{company}}',
      preheader: 'The link works once, within 30 minutes.',
      title: 'Choose a new password',
      text: 'Somebody, probably you, asked for a new password for {{company}}. Your old one stays valid until you choose another.',
      button: 'Choose a new password',
      note: 'The link works once, within 30 minutes. If you did not ask for it, ignore this mail.',
      why: 'You get this mail because you have access to {{company}}.',
    },
  },
};
