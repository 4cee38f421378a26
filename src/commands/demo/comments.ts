/** What made-up customers write, in the four languages. */
export type DemoLanguage = 'en' | 'ar' | 'fa' | 'pl';
export type Mood = 'glad' | 'lukewarm' | 'sour';

type Lines = readonly [string, ...string[]];

export const COMMENTS: Record<DemoLanguage, Record<Mood, Lines>> = {
  en: {
    glad: ['Quick, friendly and exactly what I needed.', 'Everything worked the first time. Thank you!', 'The person who helped me knew what they were doing.', 'Earlier than promised, and carefully packed.'],
    lukewarm: ['It was fine, though I had to look for the right page.', 'Good in the end, but it took longer than I expected.', 'No complaints, nothing special either.'],
    sour: ['I had to explain the same problem three times.', 'The parcel came two days late and nobody told me.', 'The form lost my data and I started over.', 'I still have no answer to my question.'],
  },
  ar: {
    glad: ['خدمة سريعة وودودة، وهذا ما كنت أحتاجه بالضبط.', 'نجح كل شيء من المرة الأولى. شكرًا لكم!', 'الموظف الذي ساعدني كان يعرف عمله جيدًا.', 'وصل الطلب قبل موعده ومغلفًا بعناية.'],
    lukewarm: ['كان الأمر جيدًا، لكنني بحثت طويلًا عن الصفحة الصحيحة.', 'النتيجة جيدة، لكنها استغرقت وقتًا أطول مما توقعت.', 'لا شكوى لدي، ولا شيء مميز أيضًا.'],
    sour: ['اضطررت إلى شرح المشكلة نفسها ثلاث مرات.', 'تأخر الطرد يومين ولم يخبرني أحد.', 'ضاعت بياناتي في النموذج وبدأت من جديد.', 'لم أتلق جوابًا عن سؤالي حتى الآن.'],
  },
  fa: {
    glad: ['سریع و صمیمی بود و دقیقاً همان چیزی که لازم داشتم.', 'همه چیز همان بار اول درست کار کرد. سپاس!', 'کسی که کمکم کرد کارش را خوب بلد بود.', 'زودتر از موعد رسید و با دقت بسته‌بندی شده بود.'],
    lukewarm: ['خوب بود، اما باید دنبال صفحهٔ درست می‌گشتم.', 'در نهایت خوب شد، ولی بیشتر از انتظارم طول کشید.', 'شکایتی ندارم، چیز خاصی هم نبود.'],
    sour: ['مجبور شدم یک مشکل را سه بار توضیح بدهم.', 'بسته دو روز دیر رسید و کسی خبر نداد.', 'فرم اطلاعاتم را پاک کرد و از اول شروع کردم.', 'هنوز پاسخ پرسشم را نگرفته‌ام.'],
  },
  pl: {
    glad: ['Szybko, miło i dokładnie to, czego potrzebowałam.', 'Wszystko zadziałało za pierwszym razem. Dziękuję!', 'Osoba, która mi pomogła, znała się na rzeczy.', 'Przesyłka przyszła przed czasem, starannie zapakowana.'],
    lukewarm: ['W porządku, choć długo szukałem właściwej strony.', 'Dobrze się skończyło, ale trwało dłużej, niż myślałam.', 'Bez zastrzeżeń, ale też nic szczególnego.'],
    sour: ['Trzy razy musiałem tłumaczyć ten sam problem.', 'Paczka przyszła dwa dni później i nikt mnie nie uprzedził.', 'Formularz zgubił moje dane i zaczynałam od nowa.', 'Nadal nie mam odpowiedzi na swoje pytanie.'],
  },
};

export const NAMES: Record<DemoLanguage, Lines> = {
  en: ['Ada Byrne', 'Grace Okafor', 'Owen Price', 'Maya Lindqvist', 'Tom Hartley', 'Ruth Adeyemi'],
  ar: ['ليلى حداد', 'يوسف منصور', 'سارة الخطيب', 'عمر ناصر', 'هدى سليمان', 'كريم فارس'],
  fa: ['نیلوفر رضایی', 'آرش کریمی', 'مریم احمدی', 'کاوه رستمی', 'شیرین مرادی', 'بهرام صادقی'],
  pl: ['Zofia Wójcik', 'Piotr Żak', 'Łucja Kamińska', 'Michał Ślusarz', 'Ewa Dąbrowska', 'Jan Kowalczyk'],
};
