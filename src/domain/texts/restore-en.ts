/** Words about a copy that was restored from a backup. */
export type RestoreTexts = Readonly<Record<'title' | 'held' | 'banner' | 'bannerLink' | 'meaning' | 'doubt' | 'stop' | 'button' | 'several' | 'nothing' | 'done', string>>;

export const RESTORE_ENGLISH: RestoreTexts = {
  title: 'Restored copy',
  held: 'This copy was restored from a backup of {{takenAt}}. Until somebody confirms it, it mails nothing.',
  banner: 'Restored copy: no mail goes out.',
  bannerLink: 'Look and confirm',
  meaning: 'Look at it first: are the answers, surveys and people those you expect? Answers and interactions are taken as ever.',
  doubt: 'What fell due since the backup may have gone out before. When you confirm, it is held as ambiguous in the ledger and nobody gets it twice; there each one can be sent by hand. What only this copy was told of, and what falls due later, goes out.',
  stop: 'Confirm only when the installation that the backup was taken of no longer sends.',
  button: 'Let this copy mail',
  several: 'Several companies share this installation. Whoever runs it confirms with the command “restore confirm”.',
  nothing: 'Nothing is held: mail goes out.',
  done: 'This copy mails again. What may have gone out before stands in the ledger as ambiguous.',
};
