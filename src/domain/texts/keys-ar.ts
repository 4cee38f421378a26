import type { KeysTexts } from './keys-en.ts';

export const KEYS_ARABIC: KeysTexts = {
  expires: 'آخر يوم',
  expiresHelp: 'يتوقف المفتاح عن العمل بعد هذا اليوم. اتركه فارغًا ليبقى المفتاح بلا نهاية.',
  expiresWrong: 'يُرجى اختيار يوم من اليوم فصاعدًا، خلال عشر سنوات على الأكثر.',
  tooMany: 'يعمل {{count}} مفتاح بالفعل ولا يُنشأ غيرها. يُرجى إلغاء مفتاح لم يعد مستخدمًا.',
  checkForm: 'لم يُنشأ المفتاح. يُرجى مراجعة الحقول المعلّمة.',
  endless: 'بلا نهاية',
  expired: 'منتهٍ',
  lastUsed: 'آخر استخدام',
  unused: 'ليس بعد',
  idle: 'لم يُستخدم منذ {{days}} يومًا',
};
