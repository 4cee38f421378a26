import type { RestoreTexts } from './restore-en.ts';

export const RESTORE_POLISH: RestoreTexts = {
  title: 'Odtworzona kopia',
  held: 'Ta kopia została odtworzona z kopii zapasowej z {{takenAt}}. Dopóki ktoś jej nie potwierdzi, nie wysyła żadnych wiadomości.',
  banner: 'Odtworzona kopia: żadne wiadomości nie są wysyłane.',
  bannerLink: 'Sprawdź i potwierdź',
  meaning: 'Najpierw ją obejrzyj: czy odpowiedzi, ankiety i osoby są takie, jakich oczekujesz? Odpowiedzi i interakcje są przyjmowane jak zwykle.',
  doubt: 'To, na co od czasu kopii zapasowej przyszła pora, mogło już zostać wysłane. Po potwierdzeniu zostanie zatrzymane w rejestrze jako niepewne i nikt nie dostanie tego dwa razy; każdą wiadomość można tam wysłać ręcznie. To, o czym dowiedziała się tylko ta kopia, i to, na co pora przyjdzie później, zostanie wysłane.',
  stop: 'Potwierdź dopiero wtedy, gdy instalacja, z której pochodzi kopia zapasowa, już niczego nie wysyła.',
  button: 'Pozwól tej kopii wysyłać wiadomości',
  several: 'Z tej instalacji korzysta kilka firm. Potwierdza ten, kto ją prowadzi, poleceniem „restore confirm”.',
  nothing: 'Nic nie jest zatrzymane: wiadomości są wysyłane.',
  done: 'Ta kopia znów wysyła wiadomości. To, co mogło zostać wysłane wcześniej, jest w rejestrze jako niepewne.',
};
