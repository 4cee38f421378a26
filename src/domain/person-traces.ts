/** Finding a person in texts that others wrote: for erasing them from there, and for showing them what is held. */

export interface PersonTraces {
  /** In any spelling. */
  addresses: readonly string[];
  /** Ids in the systems of those who sent the texts. */
  externalIds: readonly string[];
}

/** Shorter ids are numbers that may mean anything: they count only as a whole value. */
const LEAST_DISTINCT = 4;

/**
 * Says of a text whether it speaks of the person: holds one of their addresses, or one of their ids as a word of its own. Case, escapes of
 * JSON (`\u0040`) and of addresses (`%40`) make no difference. It may find them where somebody else is meant, never the other way round.
 */
export function tracesFinder({ addresses, externalIds }: PersonTraces): (text: string) => boolean {
  const words = [...addresses, ...externalIds.filter((id) => id.length >= LEAST_DISTINCT)].map(plain).filter((word) => word !== '');
  const values = externalIds.filter((id) => id.length < LEAST_DISTINCT).map(plain).filter((value) => value !== '');
  const patterns = [
    ...words.map((word) => new RegExp(`(?<![\\p{L}\\p{N}])${escaped(word)}(?![\\p{L}\\p{N}])`, 'u')),
    ...values.map((value) => new RegExp(`(?:^|["'=:,[(\\s])${escaped(value)}(?=$|["'&,\\])}\\s])`, 'u')),
  ];
  return (text) => {
    if (patterns.length === 0) return false;
    const forms = [plain(text), plain(unescaped(text))];
    return patterns.some((pattern) => forms.some((form) => pattern.test(form)));
  };
}

function plain(text: string): string {
  return text.normalize('NFC').toLowerCase().trim();
}

/** Escapes of JSON and percent signs resolved, wherever they stand. */
function unescaped(text: string): string {
  const ofJson = text.replaceAll(/\\u([\da-f]{4})/gi, (_all, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))).replaceAll(/\\(["\\/])/g, '$1');
  return ofJson.replaceAll(/(?:%[\da-f]{2})+/gi, (bytes) => {
    try {
      return decodeURIComponent(bytes);
    } catch {
      return bytes;
    }
  });
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, (sign) => `\\${sign}`);
}
