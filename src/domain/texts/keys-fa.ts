import type { KeysTexts } from './keys-en.ts';

export const KEYS_PERSIAN: KeysTexts = {
  expires: 'آخرین روز',
  expiresHelp: 'پس از این روز کلید از کار می‌افتد. برای کلید بی‌پایان خالی بگذارید.',
  expiresWrong: 'لطفاً روزی از امروز به بعد و حداکثر تا ده سال آینده برگزینید.',
  checkForm: 'کلید ساخته نشد. لطفاً خانه‌های نشان‌شده را بررسی کنید.',
  endless: 'بی‌پایان',
  expired: 'پایان‌یافته',
  lastUsed: 'آخرین کاربرد',
  unused: 'هنوز نه',
  idle: '{{days}} روز بی‌استفاده',
};
