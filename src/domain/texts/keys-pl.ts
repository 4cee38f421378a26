import type { KeysTexts } from './keys-en.ts';

export const KEYS_POLISH: KeysTexts = {
  expires: 'Ostatni dzień',
  expiresHelp: 'Po tym dniu klucz przestaje działać. Zostaw puste, aby klucz nie miał końca.',
  expiresWrong: 'Wybierz dzień od dzisiaj, najwyżej dziesięć lat naprzód.',
  tooMany: 'Działa już {{count}} kluczy i więcej nie można utworzyć. Unieważnij klucz, który nie jest już używany.',
  checkForm: 'Klucz nie został utworzony. Sprawdź zaznaczone pola.',
  endless: 'bez końca',
  expired: 'wygasł',
  lastUsed: 'Ostatnio użyty',
  unused: 'jeszcze nie',
  idle: 'nieużywany od {{days}} dni',
};
