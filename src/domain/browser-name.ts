/** A browser as people call it, out of what it says about itself. */

// Each names those it descends from as well, so the first that fits is the youngest.
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'], [/\bOPR\/|\bOpera/, 'Opera'], [/\bSamsungBrowser\//, 'Samsung Internet'], [/\bVivaldi\//, 'Vivaldi'], [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//, 'Chrome'], [/\bVersion\/[\d.]+.* Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'], [/\bAndroid\b/, 'Android'], [/\bWindows\b/, 'Windows'], [/\bCrOS\b/, 'ChromeOS'], [/\bMac OS X\b|\bMacintosh\b/, 'macOS'], [/\bLinux\b/, 'Linux'],
];

/** Such as "Firefox · Windows"; `null` where nothing is known of it. */
export function browserName(agent: string): string | null {
  const named = (list: typeof BROWSERS): string[] => list.filter(([pattern]) => pattern.test(agent)).slice(0, 1).map(([, name]) => name);
  const parts = [...named(BROWSERS), ...named(SYSTEMS)];
  return parts.length === 0 ? null : parts.join(' · ');
}
