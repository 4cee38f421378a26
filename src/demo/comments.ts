/** What people write beside a score, by language and by how they felt. */
import { oneOf } from './chance.ts';
import type { Chance } from './chance.ts';
import type { CompanyLanguage } from './company-plan.ts';

export type Tone = 'unhappy' | 'middling' | 'happy';

const COMMENTS: Record<CompanyLanguage, Record<Tone, readonly string[]>> = {
  en: {
    unhappy: [
      'I had to explain the same problem three times.', 'Nobody answered for four days.', 'The price went up and the help got worse.',
      'The parcel came late and half of it was missing.', 'Setting this up took a week, not an hour.',
    ],
    middling: ['It works, but it could be quicker.', 'Fine on the whole. The invoice was hard to read.', 'Good product, slow replies.', 'Neither better nor worse than last year.'],
    happy: ['Solved within ten minutes, thank you!', 'Friendly and clear from start to end.', 'Exactly what I needed.', 'I have already told two colleagues about you.'],
  },
  ar: {
    unhappy: ['اضطررت إلى شرح المشكلة نفسها ثلاث مرات.', 'لم يردّ عليّ أحد طوال أربعة أيام.', 'ارتفع السعر وتراجعت الخدمة.', 'وصل الطلب متأخرًا وينقصه نصف المحتويات.', 'استغرق الإعداد أسبوعًا كاملًا.'],
    middling: ['الخدمة جيدة لكن يمكن أن تكون أسرع.', 'لا بأس بها عمومًا، لكن الفاتورة غير واضحة.', 'منتج جيد وردود بطيئة.'],
    happy: ['حُلّت المشكلة خلال عشر دقائق، شكرًا لكم!', 'تعامل لطيف وواضح من البداية إلى النهاية.', 'هذا ما كنت أحتاج إليه تمامًا.', 'نصحتُ اثنين من زملائي بكم.'],
  },
  fa: {
    unhappy: ['مجبور شدم مشکل را سه بار توضیح بدهم.', 'چهار روز هیچ‌کس پاسخ نداد.', 'قیمت بالا رفت و پشتیبانی بدتر شد.', 'بسته دیر رسید و نصف آن کم بود.', 'راه‌اندازی یک هفته طول کشید، نه یک ساعت.'],
    middling: ['کار می‌کند، اما می‌تواند سریع‌تر باشد.', 'در کل خوب است، فقط صورت‌حساب گنگ بود.', 'محصول خوب، پاسخ‌گویی کند.'],
    happy: ['در ده دقیقه حل شد، سپاسگزارم!', 'از اول تا آخر خوش‌برخورد و روشن.', 'دقیقاً همان چیزی بود که می‌خواستم.', 'به دو نفر از همکارانم معرفی‌تان کردم.'],
  },
  pl: {
    unhappy: ['Musiałem trzy razy tłumaczyć ten sam problem.', 'Przez cztery dni nikt nie odpisał.', 'Cena poszła w górę, a obsługa w dół.', 'Paczka przyszła spóźniona i niekompletna.', 'Wdrożenie zajęło tydzień zamiast godziny.'],
    middling: ['Działa, ale mogłoby szybciej.', 'Ogólnie w porządku, tylko faktura nieczytelna.', 'Dobry produkt, wolne odpowiedzi.'],
    happy: ['Rozwiązane w dziesięć minut, dziękuję!', 'Życzliwie i jasno od początku do końca.', 'Dokładnie to, czego potrzebowałam.', 'Poleciłem Was już dwóm osobom z pracy.'],
  },
};

export function commentOf(chance: Chance, language: CompanyLanguage, tone: Tone): string {
  return oneOf(chance, COMMENTS[language][tone]);
}
