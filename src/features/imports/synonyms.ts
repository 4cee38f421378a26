/** What people call the columns, in four languages. Case, spaces, underscores, diacritics and ways to write letters do not matter. */
import type { ImportKind } from './import-kinds.ts';

/** Names that mean one thing in every kind of file. */
const EVERYWHERE: Readonly<Record<string, readonly string[]>> = {
  customerId: [
    'customer', 'customer number', 'customer no', 'customer key', 'client', 'client id', 'client number', 'account id', 'account number', 'user id', 'external id', 'crm id', 'cust id', 'contact id', 'person id', 'end user id',
    'شناسه مشتری', 'کد مشتری', 'شماره مشتری', 'مشتری', 'رقم العميل', 'معرف العميل', 'كود العميل', 'رمز العميل', 'العميل',
    'identyfikator klienta', 'id klienta', 'numer klienta', 'nr klienta', 'kod klienta', 'klient',
  ],
  email: ['e-mail', 'email address', 'mail', 'customer email', 'person email', 'end user email', 'ایمیل', 'پست الکترونیکی', 'نشانی ایمیل', 'البريد الإلكتروني', 'بريد إلكتروني', 'الايميل', 'adres email', 'adres e-mail', 'poczta'],
  name: ['full name', 'customer name', 'client name', 'company', 'company name', 'نام', 'نام مشتری', 'نام کامل', 'الاسم', 'اسم العميل', 'nazwa', 'imię i nazwisko', 'nazwa klienta', 'imię'],
  startedOn: ['start date', 'started', 'started at', 'start', 'customer since', 'since', 'signup date', 'signed up', 'created', 'created at', 'created on', 'join date', 'joined on', 'first purchase', 'تاریخ شروع', 'شروع', 'مشتری از', 'تاریخ عضویت', 'تاريخ البدء', 'تاريخ الاشتراك', 'عميل منذ', 'data rozpoczęcia', 'początek', 'klient od', 'data rejestracji'],
  locale: ['language', 'lang', 'زبان', 'اللغة', 'język'],
  timeZone: ['timezone', 'tz', 'منطقه زمانی', 'المنطقة الزمنية', 'strefa czasowa'],
  reason: ['churn reason', 'cancellation reason', 'why', 'دلیل', 'علت', 'السبب', 'powód', 'przyczyna'],
  amount: ['sum', 'total', 'value', 'price', 'revenue', 'net amount', 'mrr', 'cost', 'مبلغ', 'قیمت', 'درآمد', 'هزینه', 'المبلغ', 'القيمة', 'السعر', 'الإيراد', 'التكلفة', 'kwota', 'wartość', 'cena', 'przychód', 'koszt', 'suma'],
  currency: ['currency code', 'ccy', 'ارز', 'واحد پول', 'العملة', 'عملة', 'waluta'],
  invoiceId: ['invoice', 'invoice number', 'invoice no', 'شماره فاکتور', 'فاکتور', 'رقم الفاتورة', 'الفاتورة', 'numer faktury', 'nr faktury', 'faktura'],
  subscriptionId: ['subscription', 'subscription number', 'شناسه اشتراک', 'اشتراک', 'رقم الاشتراك', 'معرف الاشتراك', 'id subskrypcji', 'subskrypcja', 'abonament', 'numer abonamentu'],
  startsOn: ['start date', 'starts', 'start', 'period start', 'from', 'from date', 'service start', 'تاریخ شروع', 'شروع', 'از تاریخ', 'تاريخ البدء', 'بداية الفترة', 'من تاريخ', 'data początkowa', 'początek okresu', 'od', 'od dnia'],
  endsOn: ['end date', 'ends', 'end', 'period end', 'to', 'to date', 'until', 'service end', 'تاریخ پایان', 'پایان', 'تا تاریخ', 'تاريخ الانتهاء', 'نهاية الفترة', 'إلى تاريخ', 'data końcowa', 'koniec okresu', 'do', 'do dnia'],
  purchaseId: ['order id', 'order number', 'order no', 'order', 'transaction id', 'purchase number', 'شماره سفارش', 'شناسه خرید', 'سفارش', 'رقم الطلب', 'رقم الشراء', 'numer zamówienia', 'id zamówienia', 'zamówienie', 'id zakupu'],
  purchasedOn: ['purchase date', 'order date', 'purchased at', 'ordered at', 'bought on', 'تاریخ خرید', 'تاریخ سفارش', 'تاريخ الشراء', 'تاريخ الطلب', 'data zakupu', 'data zamówienia'],
  item: ['product', 'product name', 'sku', 'article', 'محصول', 'کالا', 'المنتج', 'السلعة', 'produkt', 'towar', 'pozycja'],
  renewalId: ['renewal', 'renewal number', 'شناسه تمدید', 'رقم التجديد', 'id odnowienia'],
  dueOn: ['due date', 'due', 'renewal date', 'renewal due', 'expires on', 'تاریخ سررسید', 'سررسید', 'تاریخ تمدید', 'تاريخ الاستحقاق', 'تاريخ التجديد', 'termin', 'termin odnowienia', 'data odnowienia'],
  renewed: ['is renewed', 'renewed?', 'تمدید شد', 'تمدید شده', 'تم التجديد', 'مجدد', 'odnowiono', 'odnowione', 'odnowiony'],
  renewedOn: ['renewed at', 'renewed date', 'date renewed', 'تاریخ تمدید شدن', 'تاريخ إتمام التجديد', 'data przedłużenia', 'odnowiono dnia'],
  asOf: ['as of date', 'valuation date', 'valued on', 'calculated on', 'date', 'day', 'تاریخ', 'تا تاریخ', 'التاريخ', 'بتاريخ', 'data', 'na dzień', 'stan na'],
  value: ['clv', 'ltv', 'lifetime value', 'customer lifetime value', 'amount', 'ارزش', 'ارزش طول عمر', 'القيمة', 'قيمة العميل', 'wartość', 'wartość klienta', 'wartość życiowa'],
  method: ['model', 'formula', 'روش', 'مدل', 'الطريقة', 'النموذج', 'metoda'],
  costId: ['expense id', 'cost number', 'شناسه هزینه', 'رقم التكلفة', 'id kosztu'],
  month: ['period', 'date', 'ماه', 'تاریخ', 'الشهر', 'شهر', 'التاريخ', 'miesiąc', 'okres', 'data'],
  category: ['cost category', 'type', 'kind', 'دسته', 'نوع', 'الفئة', 'النوع', 'kategoria', 'rodzaj'],
  description: ['note', 'notes', 'details', 'شرح', 'توضیحات', 'الوصف', 'ملاحظات', 'opis', 'uwagi'],
  day: ['date', 'active on', 'activity date', 'روز', 'تاریخ', 'اليوم', 'التاريخ', 'dzień', 'data'],
  from: ['from currency', 'base', 'base currency', 'source currency', 'از', 'از ارز', 'من', 'من عملة', 'z', 'z waluty', 'waluta bazowa'],
  to: ['to currency', 'quote currency', 'target currency', 'به', 'به ارز', 'إلى', 'إلى عملة', 'na', 'na walutę', 'waluta docelowa'],
  rate: ['exchange rate', 'fx rate', 'نرخ', 'نرخ ارز', 'السعر', 'سعر الصرف', 'kurs', 'kurs wymiany'],
  invitationId: ['survey request id', 'request id', 'sent survey id', 'شناسه دعوت', 'رقم الدعوة', 'معرف الدعوة', 'id zaproszenia'],
  responseId: ['response number', 'survey response id', 'answer id', 'feedback id', 'شناسه پاسخ', 'رقم الرد', 'معرف الاستجابة', 'id odpowiedzi'],
  touchpoint: ['touch point', 'campaign', 'campaign name', 'survey name', 'journey step', 'نقطه تماس', 'نقطة الاتصال', 'نقطة التفاعل', 'punkt styku', 'punkt kontaktu', 'kampania'],
  sentAt: ['sent', 'sent on', 'sent date', 'date sent', 'survey sent at', 'تاریخ ارسال', 'ارسال شده در', 'تاريخ الإرسال', 'أرسل في', 'wysłano', 'data wysłania', 'data wysyłki'],
  expiresOn: ['expires', 'expires at', 'expiry date', 'expiry', 'تاریخ انقضا', 'انقضا', 'تاريخ الانتهاء', 'wygasa', 'data wygaśnięcia'],
  status: ['state', 'delivery status', 'وضعیت', 'الحالة', 'status wysyłki', 'stan'],
  metric: ['survey type', 'question type', 'metric type', 'metrics type', 'شاخص', 'نوع نظرسنجی', 'المقياس', 'نوع الاستبيان', 'wskaźnik', 'metryka', 'rodzaj ankiety'],
  scaleMin: ['min', 'minimum', 'scale from', 'lowest score', 'حداقل', 'کمینه', 'الحد الأدنى', 'skala od', 'minimum skali'],
  scaleMax: ['max', 'maximum', 'scale to', 'highest score', 'حداکثر', 'بیشینه', 'الحد الأقصى', 'skala do', 'maksimum skali'],
  score: ['nps score', 'csat score', 'ces score', 'answer', 'rating', 'grade', 'امتیاز', 'نمره', 'الدرجة', 'النتيجة', 'التقييم', 'ocena', 'wynik', 'punkty'],
  answeredAt: ['answered', 'answered on', 'response date', 'responded at', 'responded', 'response time', 'date', 'created at', 'submitted at', 'completed at', 'تاریخ پاسخ', 'تاریخ', 'تاريخ الرد', 'تاريخ الإجابة', 'التاريخ', 'data odpowiedzi', 'odpowiedziano', 'data'],
  comment: ['comments', 'text', 'feedback', 'verbatim', 'note', 'remark', 'نظر', 'توضیح', 'دیدگاه', 'تعليق', 'التعليق', 'ملاحظة', 'komentarz', 'uwagi', 'opinia'],
};

/** Names that mean this only in one kind of file, and come before the others there. */
const WITHIN: Partial<Record<ImportKind, Readonly<Record<string, readonly string[]>>>> = {
  customers: { customerId: ['id', 'key'] },
  churn: {
    date: ['churn date', 'churned on', 'churned at', 'cancelled on', 'canceled on', 'cancelled at', 'canceled at', 'cancellation date', 'lost on', 'end date', 'day', 'تاریخ', 'تاریخ ریزش', 'تاریخ لغو', 'التاريخ', 'تاريخ الإلغاء', 'تاريخ المغادرة', 'data', 'data odejścia', 'data rezygnacji', 'data utraty'],
    type: ['churn type', 'kind', 'نوع', 'نوع ریزش', 'النوع', 'نوع الإلغاء', 'typ', 'rodzaj', 'rodzaj odejścia'],
  },
  revenue: {
    type: ['revenue type', 'kind', 'نوع', 'نوع درآمد', 'النوع', 'نوع الإيراد', 'typ', 'rodzaj'],
    invoiceId: ['id'],
  },
  purchases: { purchaseId: ['id'], purchasedOn: ['date', 'day', 'created at', 'تاریخ', 'التاريخ', 'data'] },
  renewals: { renewalId: ['id'] },
  'lifetime-values': {},
  costs: { costId: ['id'] },
  invitations: { invitationId: ['id', 'invitation'], sentAt: ['date', 'created at', 'تاریخ', 'التاريخ', 'data'] },
  responses: { responseId: ['id', 'response'] },
};

/** Names a column goes by in a kind of file, the surest first. */
export function synonymsOf(kind: ImportKind, column: string): readonly string[] {
  return [column, ...(WITHIN[kind]?.[column] ?? []), ...(EVERYWHERE[column] ?? [])];
}
