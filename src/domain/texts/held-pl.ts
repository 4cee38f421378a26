import type { HeldTexts } from './held-en.ts';

export const HELD_POLISH: HeldTexts = {
  title: 'Co {{company}} przechowuje o Tobie',
  made: 'Sporządzono {{time}}. Godziny według strefy {{zone}}.',
  nothing: 'Nic.',
  sections: {
    customer: 'Kim dla nas jesteś', suppression: 'Dlaczego do Ciebie nie piszemy', interactions: 'Co nam o Tobie zgłoszono', invitations: 'O co Cię pytaliśmy',
    responses: 'Twoje odpowiedzi', evidence: 'Jak dotarły do nas Twoje odpowiedzi', cases: 'Co zrobiliśmy w sprawie Twoich odpowiedzi',
    followUps: 'Wiadomości wywołane Twoimi odpowiedziami', facts: 'Co o Tobie zaimportowano', deliveries: 'Co o Tobie przysłały inne systemy w ostatnich 30 dniach',
  },
  values: {
    true: 'tak', false: 'nie',
  },
  fields: {
    name: 'Imię i nazwisko', email: 'Adres e-mail', address: 'Adres e-mail', externalId: 'Numer w naszych systemach', locale: 'Język', language: 'Język', timeZone: 'Strefa czasowa',
    properties: 'Właściwości', customer: 'Jak to zgłoszono', occurredAt: 'Kiedy się zdarzyło', receivedAt: 'Kiedy dotarło', type: 'Rodzaj', touchpoint: 'Okazja',
    source: 'Zgłaszający', decisions: 'Co postanowiono', survey: 'Ankieta', surveyKey: 'Ankieta', surveyId: 'Identyfikator ankiety', outcome: 'Skutek', reason: 'Powód',
    rule: 'Reguła', metric: 'Rodzaj pytania', score: 'Ocena', category: 'Grupa', comment: 'Komentarz', tags: 'Tagi', respondedAt: 'Czas odpowiedzi',
    respondedOn: 'Dzień odpowiedzi', revisions: 'Zanim odpowiedź zmieniono', until: 'Do', status: 'Stan', createdAt: 'Początek', updatedAt: 'Zmieniono',
    scheduledAt: 'Zaplanowano na', sentAt: 'Czas wysłania', sentOn: 'Dzień wysłania', remindedAt: 'Przypomnienie wysłano', expiresAt: 'Koniec', history: 'Kroki',
    at: 'Kiedy', reminder: 'Przypomnienie', channel: 'Droga', segments: 'Liczone w', variables: 'Słowa w wiadomości', version: 'Wersja', scale: 'Skala', min: 'od',
    max: 'do', openedAt: 'Otwarto', closedAt: 'Zamknięto', dueAt: 'Termin', rootCause: 'Przyczyna', notes: 'Notatki', text: 'Treść', author: 'Kto',
    verdict: 'Co z tego wyszło', recipient: 'Do', kind: 'Rodzaj', amount: 'Kwota', currency: 'Waluta', day: 'Dzień', startedOn: 'Klient od', endedOn: 'Klient do',
    payload: 'Zawartość', id: 'Identyfikator',
  },
};
