/** Names as they are written in four languages, each with the spelling that stands in an address. */
import type { CompanyLanguage } from './company-plan.ts';
import { oneOf } from './chance.ts';
import type { Chance } from './chance.ts';

export interface Person {
  name: string;
  /** Unique by the customer's number; example.com belongs to nobody. */
  email: string;
  country: string;
  timeZone: string;
}

/** Written, and as in an address. */
type Name = readonly [string, string];

const HOMES: Record<CompanyLanguage, readonly { country: string; timeZone: string }[]> = {
  en: [{ country: 'GB', timeZone: 'Europe/London' }, { country: 'IE', timeZone: 'Europe/Dublin' }, { country: 'US', timeZone: 'America/New_York' }],
  ar: [{ country: 'AE', timeZone: 'Asia/Dubai' }, { country: 'EG', timeZone: 'Africa/Cairo' }, { country: 'JO', timeZone: 'Asia/Amman' }],
  fa: [{ country: 'IR', timeZone: 'Asia/Tehran' }],
  pl: [{ country: 'PL', timeZone: 'Europe/Warsaw' }],
};

/** Polish family names that end in -ski and -cki bend with the person; only names that do not are here. */
const GIVEN: Record<CompanyLanguage, readonly Name[]> = {
  en: [['Olivia', 'olivia'], ['George', 'george'], ['Amelia', 'amelia'], ['Arthur', 'arthur'], ['Grace', 'grace'], ['Samuel', 'samuel'], ['Ruth', 'ruth'], ['Daniel', 'daniel']],
  ar: [['سارة', 'sara'], ['أحمد', 'ahmad'], ['ليلى', 'layla'], ['خالد', 'khalid'], ['نور', 'nour'], ['يوسف', 'yousef'], ['مريم', 'maryam'], ['عمر', 'omar']],
  fa: [['مریم', 'maryam'], ['علی', 'ali'], ['زهرا', 'zahra'], ['رضا', 'reza'], ['نسترن', 'nastaran'], ['آرش', 'arash'], ['پریسا', 'parisa'], ['بهرام', 'bahram']],
  pl: [['Łucja', 'lucja'], ['Paweł', 'pawel'], ['Agnieszka', 'agnieszka'], ['Michał', 'michal'], ['Zofia', 'zofia'], ['Krzysztof', 'krzysztof'], ['Małgorzata', 'malgorzata'], ['Wojciech', 'wojciech']],
};
const FAMILY: Record<CompanyLanguage, readonly Name[]> = {
  en: [['Baker', 'baker'], ['O’Connor', 'oconnor'], ['Hughes', 'hughes'], ['Whitfield', 'whitfield'], ['Price', 'price'], ['Marsh', 'marsh'], ['Okafor', 'okafor'], ['Shaw', 'shaw']],
  ar: [['حداد', 'haddad'], ['المصري', 'almasri'], ['الخطيب', 'alkhatib'], ['منصور', 'mansour'], ['الشامي', 'alshami'], ['قاسم', 'qasim'], ['البنا', 'albanna'], ['سليمان', 'suleiman']],
  fa: [['احمدی', 'ahmadi'], ['رضایی', 'rezaei'], ['کریمی', 'karimi'], ['موسوی', 'mousavi'], ['گلستانی', 'golestani'], ['فرهادی', 'farhadi'], ['یزدانی', 'yazdani'], ['شریفی', 'sharifi']],
  pl: [['Nowak', 'nowak'], ['Wójcik', 'wojcik'], ['Woźniak', 'wozniak'], ['Mazur', 'mazur'], ['Krawczyk', 'krawczyk'], ['Zając', 'zajac'], ['Król', 'krol'], ['Wróbel', 'wrobel']],
};

/** Somebody who speaks the language; `number` keeps their address apart from all others. */
export function personOf(chance: Chance, language: CompanyLanguage, number: number): Person {
  const [given, givenInAddress] = oneOf(chance, GIVEN[language]);
  const [family, familyInAddress] = oneOf(chance, FAMILY[language]);
  return { name: `${given} ${family}`, email: `${givenInAddress}.${familyInAddress}.${number}@example.com`, ...oneOf(chance, HOMES[language]) };
}
