/** Words of the pages about several accounts: going from one to another, making one, deleting one. Variables stand in the text. */
export interface AccountsTexts {
  ui: Readonly<Record<
    | 'title' | 'lede' | 'account' | 'role' | 'action' | 'here' | 'open' | 'openNamed' | 'switcher' | 'all' | 'alone'
    | 'newTitle' | 'newText' | 'name' | 'nameHelp' | 'nameWrong' | 'timeZone' | 'timeZoneHelp' | 'timeZoneWrong' | 'create' | 'checkForm'
    | 'deleteTitle' | 'deleteLink' | 'deleteText' | 'deleteAsk' | 'deleteGone' | 'deleteNow' | 'deleteKept' | 'deleteOthers' | 'typeName' | 'typeHelp' | 'typeWrong' | 'deleteButton' | 'cancel'
    | 'deletedTitle' | 'deletedText' | 'signIn', string>>;
  done: Readonly<Record<'created' | 'deleted', string>>;
}

export const ACCOUNTS_ENGLISH: AccountsTexts = {
  ui: {
    title: 'My accounts',
    lede: 'Each account is a world of its own: its people, customers, answers and reports are shared with no other.',
    account: 'Account',
    role: 'My role',
    action: 'Go there',
    here: 'you are here',
    open: 'Open',
    openNamed: 'Open {{name}}',
    switcher: 'Go to another account',
    all: 'All my accounts',
    alone: 'This is your only account. Another one is of use for another company, or to try things out.',
    newTitle: 'Make another account',
    newText: 'You become its owner and come in with the password you have. Nothing is taken over from this account.',
    name: 'Name of the company',
    nameHelp: 'Customers read it in mails and on survey pages. It can be changed later.',
    nameWrong: 'Please write a name on one line, at most 200 characters.',
    timeZone: 'Time zone',
    timeZoneHelp: 'Days of reports begin at midnight there.',
    timeZoneWrong: 'Please choose a time zone from the list.',
    create: 'Make the account',
    checkForm: 'The account was not made. Please check the marked fields.',
    deleteTitle: 'Delete this account',
    deleteLink: 'Delete this account …',
    deleteText: 'Everything in it is deleted for good. You are asked before it happens.',
    deleteAsk: 'Delete {{name}} for good?',
    deleteGone: 'All surveys, customers, invitations, answers, cases, imports, sources, API keys and reports are deleted, with the audit log and the access of everybody. Nobody can bring them back.',
    deleteNow: 'Links in mails already sent stop working at once, nothing more is sent, and what sources report is refused.',
    deleteKept: 'Backups of the database, files you downloaded and files in a drop folder are not reached.',
    deleteOthers: 'Your other accounts are not touched.',
    typeName: 'To confirm, write the name of the account',
    typeHelp: 'It is called: {{name}}',
    typeWrong: 'This is not the name of the account. Nothing was deleted.',
    deleteButton: 'Delete the account',
    cancel: 'Keep the account',
    deletedTitle: 'The account is deleted',
    deletedText: 'Nobody can sign in to {{name}} any more. What is left of its data is being deleted now, which may take some minutes.',
    signIn: 'To the sign-in page',
  },
  done: {
    created: 'The account was made. You are in it now.',
    deleted: 'The account was deleted. You are in another one of yours now.',
  },
};
