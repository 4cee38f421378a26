import type { HeldTexts } from './held-en.ts';

export const HELD_PERSIAN: HeldTexts = {
  title: 'آنچه {{company}} دربارهٔ شما نگه می‌دارد',
  made: 'تهیه‌شده در {{time}}. زمان‌ها به وقت {{zone}} است.',
  nothing: 'چیزی نیست.',
  sections: {
    customer: 'شما نزد ما', suppression: 'چرا به شما نامه نمی‌نویسیم', interactions: 'آنچه دربارهٔ شما گزارش شده', invitations: 'آنچه از شما پرسیدیم',
    responses: 'آنچه پاسخ دادید', evidence: 'پاسخ‌های شما چگونه به ما رسید', cases: 'آنچه دربارهٔ پاسخ‌های شما کردیم', followUps: 'نامه‌هایی که پاسخ‌های شما در پی داشت',
    facts: 'آنچه دربارهٔ شما درون‌برد شده', deliveries: 'آنچه سامانه‌های دیگر در ۳۰ روز گذشته دربارهٔ شما فرستادند',
  },
  values: {
    true: 'بله', false: 'خیر',
  },
  fields: {
    name: 'نام', email: 'نشانی ایمیل', address: 'نشانی ایمیل', externalId: 'شماره در سامانه‌های ما', locale: 'زبان', language: 'زبان', timeZone: 'منطقهٔ زمانی',
    properties: 'ویژگی‌ها', customer: 'آن‌گونه که گزارش شد', occurredAt: 'زمان رویداد', receivedAt: 'زمان دریافت', type: 'نوع', touchpoint: 'موقعیت',
    source: 'گزارش‌دهنده', decisions: 'تصمیم‌ها', survey: 'نظرسنجی', surveyKey: 'نظرسنجی', surveyId: 'شناسهٔ نظرسنجی', outcome: 'نتیجه', reason: 'دلیل', rule: 'قاعده',
    metric: 'نوع پرسش', score: 'امتیاز', category: 'گروه', comment: 'نظر', tags: 'برچسب‌ها', respondedAt: 'زمان پاسخ', respondedOn: 'روز پاسخ',
    revisions: 'پیش از آنکه تغییرش دهید', until: 'تا', status: 'وضعیت', createdAt: 'آغاز', updatedAt: 'تغییر', scheduledAt: 'زمان برنامه‌ریزی‌شده', sentAt: 'زمان ارسال',
    sentOn: 'روز ارسال', remindedAt: 'زمان یادآوری', expiresAt: 'پایان', history: 'گام‌ها', at: 'زمان', reminder: 'یادآوری', channel: 'راه', segments: 'شمرده‌شده در',
    variables: 'واژه‌های نامه', version: 'نسخه', scale: 'مقیاس', min: 'از', max: 'تا', openedAt: 'زمان گشودن', closedAt: 'زمان بستن', dueAt: 'مهلت', rootCause: 'علت',
    notes: 'یادداشت‌ها', text: 'متن', author: 'به دست', verdict: 'سرانجام آن', recipient: 'به', kind: 'نوع', amount: 'مبلغ', currency: 'ارز', day: 'روز',
    startedOn: 'مشتری از', endedOn: 'مشتری تا', payload: 'محتوا', id: 'شناسه',
  },
};
