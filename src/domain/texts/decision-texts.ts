/** What was decided about an interaction, in the words of every language. */
import type { Language } from '../default-texts.ts';
import type { SkipReason } from '../eligibility.ts';

export interface DecisionTexts {
  invited: string;
  skipped: string;
  reasons: Record<SkipReason, string>;
}

export const DECISION_TEXTS: Record<Language, DecisionTexts> = {
  en: {
    invited: 'would be asked',
    skipped: 'would not be asked',
    reasons: {
      'no-matching-survey': 'no survey asks about this type and touchpoint',
      condition: 'a condition of the survey does not hold',
      'no-address': 'no usable e-mail address is known',
      suppressed: 'this address may not be written to',
      'cool-down': 'this customer was asked too recently',
      'sampled-out': 'the customer is not in the sample',
      'already-asked': 'this interaction was asked about already',
      paused: 'the survey is paused',
      'too-late': 'it was reported too late to ask',
      cap: 'the most mails for this period are reached',
    },
  },
  ar: {
    invited: 'سيُسأل',
    skipped: 'لن يُسأل',
    reasons: {
      'no-matching-survey': 'لا يسأل أي استبيان عن هذا النوع ونقطة التواصل هذه',
      condition: 'لم يتحقق أحد شروط الاستبيان',
      'no-address': 'لا يُعرف بريد إلكتروني صالح',
      suppressed: 'لا يجوز مراسلة هذا العنوان',
      'cool-down': 'سُئل هذا العميل قبل مدة قصيرة',
      'sampled-out': 'العميل ليس ضمن العيّنة',
      'already-asked': 'سبق السؤال عن هذا التفاعل',
      paused: 'الاستبيان موقوف مؤقتًا',
      'too-late': 'أُبلغ عنه بعد فوات أوان السؤال',
      cap: 'بلغت الرسائل حدّها الأقصى لهذه الفترة',
    },
  },
  fa: {
    invited: 'پرسیده می‌شود',
    skipped: 'پرسیده نمی‌شود',
    reasons: {
      'no-matching-survey': 'هیچ نظرسنجی‌ای دربارهٔ این نوع و این نقطهٔ تماس نمی‌پرسد',
      condition: 'یکی از شرط‌های نظرسنجی برقرار نیست',
      'no-address': 'نشانی ایمیلِ درستی در دست نیست',
      suppressed: 'به این نشانی نباید نامه فرستاد',
      'cool-down': 'از این مشتری به‌تازگی پرسیده شده است',
      'sampled-out': 'مشتری در نمونه نیست',
      'already-asked': 'دربارهٔ این تعامل پیش‌تر پرسیده شده است',
      paused: 'نظرسنجی متوقف است',
      'too-late': 'دیرتر از آن گزارش شد که بتوان پرسید',
      cap: 'شمار نامه‌های این دوره به سقف رسیده است',
    },
  },
  pl: {
    invited: 'pytanie zostałoby zadane',
    skipped: 'pytanie nie zostałoby zadane',
    reasons: {
      'no-matching-survey': 'żadna ankieta nie pyta o ten typ i punkt styku',
      condition: 'warunek ankiety nie jest spełniony',
      'no-address': 'nie jest znany poprawny adres e-mail',
      suppressed: 'na ten adres nie wolno pisać',
      'cool-down': 'ten klient był pytany zbyt niedawno',
      'sampled-out': 'klient jest poza próbą',
      'already-asked': 'o tę interakcję już zapytano',
      paused: 'ankieta jest wstrzymana',
      'too-late': 'zgłoszono ją za późno, by pytać',
      cap: 'osiągnięto limit wiadomości w tym okresie',
    },
  },
};
