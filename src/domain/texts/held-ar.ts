import type { HeldTexts } from './held-en.ts';

export const HELD_ARABIC: HeldTexts = {
  title: 'ما تحتفظ به {{company}} عنك',
  made: 'أُعدّت في {{time}}. الأوقات بتوقيت {{zone}}.',
  nothing: 'لا شيء.',
  sections: {
    customer: 'مَن أنت بالنسبة إلينا', suppression: 'لماذا لا نراسلك', interactions: 'ما أُبلغنا به عنك', invitations: 'ما سألناك عنه', responses: 'ما أجبت به',
    evidence: 'كيف وصلتنا إجاباتك', cases: 'ما فعلناه بشأن إجاباتك', followUps: 'رسائل استدعتها إجاباتك', facts: 'ما استوردناه عنك',
    deliveries: 'ما أرسلته أنظمة أخرى عنك في آخر ٣٠ يومًا',
  },
  values: {
    true: 'نعم', false: 'لا',
  },
  fields: {
    name: 'الاسم', email: 'عنوان البريد', address: 'عنوان البريد', externalId: 'الرقم في أنظمتنا', locale: 'اللغة', language: 'اللغة', timeZone: 'المنطقة الزمنية',
    properties: 'الخصائص', customer: 'كما أُبلغ عنه', occurredAt: 'وقت الحدوث', receivedAt: 'وقت الاستلام', type: 'النوع', touchpoint: 'المناسبة',
    source: 'الجهة المبلِّغة', decisions: 'ما تقرر', survey: 'الاستبيان', surveyKey: 'الاستبيان', surveyId: 'معرّف الاستبيان', outcome: 'النتيجة', reason: 'السبب',
    rule: 'القاعدة', metric: 'نوع السؤال', score: 'الدرجة', category: 'الفئة', comment: 'التعليق', tags: 'الوسوم', respondedAt: 'وقت الإجابة', respondedOn: 'يوم الإجابة',
    revisions: 'قبل أن تغيّرها', until: 'حتى', status: 'الحالة', createdAt: 'البداية', updatedAt: 'آخر تغيير', scheduledAt: 'الموعد المخطط', sentAt: 'وقت الإرسال',
    sentOn: 'يوم الإرسال', remindedAt: 'وقت التذكير', expiresAt: 'تنتهي في', history: 'الخطوات', at: 'الوقت', reminder: 'التذكير', channel: 'الوسيلة',
    segments: 'تُحتسب ضمن', variables: 'كلمات في الرسالة', version: 'الإصدار', scale: 'المقياس', min: 'من', max: 'إلى', openedAt: 'وقت الفتح', closedAt: 'وقت الإغلاق',
    dueAt: 'الموعد النهائي', rootCause: 'السبب الجذري', notes: 'الملاحظات', text: 'النص', author: 'بواسطة', verdict: 'ما آل إليه', recipient: 'إلى', kind: 'النوع',
    amount: 'المبلغ', currency: 'العملة', day: 'اليوم', startedOn: 'عميل منذ', endedOn: 'عميل حتى', payload: 'المحتوى', id: 'المعرّف',
  },
};
