/** The words of the menu, in every language. */
import type { Language } from '../default-texts.ts';

export interface AdminNavTexts {
  sections: { reports: string; answers: string; workshop: string; settings: string };
  entries: Record<
    | 'scores' | 'outcomes' | 'business' | 'goals'
    | 'answers' | 'cases' | 'customers'
    | 'surveys' | 'tryIt' | 'ledger' | 'imports' | 'sources'
    | 'account' | 'retention' | 'people' | 'keys' | 'audit' | 'queues' | 'ownAccess', string>;
}

export const ADMIN_NAV: Record<Language, AdminNavTexts> = {
  en: {
    sections: { reports: 'Reports', answers: 'Answers', workshop: 'Workshop', settings: 'Settings' },
    entries: {
      scores: 'Scores', outcomes: 'Outcomes', business: 'Business', goals: 'Goals',
      answers: 'All answers', cases: 'Cases', customers: 'Customers',
      surveys: 'Surveys', tryIt: 'Try it', ledger: 'Ledger', imports: 'Imports', sources: 'Sources',
      account: 'Account', retention: 'Retention', people: 'People', keys: 'API keys', audit: 'Audit log', queues: 'Queues', ownAccess: 'My access',
    },
  },
  ar: {
    sections: { reports: 'التقارير', answers: 'الإجابات', workshop: 'الورشة', settings: 'الإعدادات' },
    entries: {
      scores: 'الدرجات', outcomes: 'النتائج', business: 'الأعمال', goals: 'الأهداف',
      answers: 'كل الإجابات', cases: 'الحالات', customers: 'العملاء',
      surveys: 'الاستبيانات', tryIt: 'جرّب', ledger: 'السجل', imports: 'الاستيراد', sources: 'المصادر',
      account: 'الحساب', retention: 'مدة الحفظ', people: 'الأشخاص', keys: 'مفاتيح API', audit: 'سجل التدقيق', queues: 'قوائم الانتظار', ownAccess: 'دخولي',
    },
  },
  fa: {
    sections: { reports: 'گزارش‌ها', answers: 'پاسخ‌ها', workshop: 'کارگاه', settings: 'تنظیمات' },
    entries: {
      scores: 'امتیازها', outcomes: 'پیامدها', business: 'کسب‌وکار', goals: 'هدف‌ها',
      answers: 'همهٔ پاسخ‌ها', cases: 'پرونده‌ها', customers: 'مشتریان',
      surveys: 'نظرسنجی‌ها', tryIt: 'آزمایش', ledger: 'دفتر', imports: 'درون‌برد', sources: 'منبع‌ها',
      account: 'حساب', retention: 'مدت نگهداری', people: 'افراد', keys: 'کلیدهای API', audit: 'گزارش تغییرات', queues: 'صف‌ها', ownAccess: 'دسترسی من',
    },
  },
  pl: {
    sections: { reports: 'Raporty', answers: 'Odpowiedzi', workshop: 'Warsztat', settings: 'Ustawienia' },
    entries: {
      scores: 'Wyniki', outcomes: 'Skutki', business: 'Biznes', goals: 'Cele',
      answers: 'Wszystkie odpowiedzi', cases: 'Sprawy', customers: 'Klienci',
      surveys: 'Ankiety', tryIt: 'Wypróbuj', ledger: 'Rejestr', imports: 'Importy', sources: 'Źródła',
      account: 'Konto', retention: 'Przechowywanie', people: 'Osoby', keys: 'Klucze API', audit: 'Dziennik zmian', queues: 'Kolejki', ownAccess: 'Mój dostęp',
    },
  },
};
