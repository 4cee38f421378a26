/** A mailer that remembers how its server treated us of late. */
import type { Mailer, SendOutcome } from './mailer.ts';

export interface WatchedMailer extends Mailer {
  /** `null` when mail gets through as far as is known, else what is wrong. Asks the server itself where nothing was sent of late. */
  trouble(): Promise<string | null>;
}

/** A server that just took a mail needs no asking. */
const TRUSTED_MS = 20_000;
/** So many in a row that were put off are no accident. */
const MANY = 5;
/** Mails that were put off come back with growing waits; a server that then takes our greeting again is given the benefit of the doubt. */
const FORGIVEN_MS = 10 * 60_000;
const PATIENCE_MS = 8000;

/** @param onOutcome hears of each mail */
export function watchMailer(mailer: Mailer, onOutcome: (outcome: SendOutcome) => void): WatchedMailer {
  let acceptedAt = -Infinity;
  let failedAt = -Infinity;
  let failures: string[] = [];
  let asked: { answer: Promise<string | null>; at: number } | null = null;

  const ask = (): Promise<string | null> => {
    if (!asked || performance.now() - asked.at > TRUSTED_MS) asked = { answer: greeting(mailer), at: performance.now() };
    return asked.answer;
  };
  return {
    connections: mailer.connections,
    async send(message) {
      const outcome = await mailer.send(message);
      onOutcome(outcome);
      if (outcome.kind === 'accepted') {
        acceptedAt = performance.now();
        failures = [];
      } else if (outcome.kind !== 'refused') {
        failedAt = performance.now();
        failures = [...failures, outcome.reply].slice(-MANY);
      }
      return outcome;
    },
    async trouble() {
      if (performance.now() - acceptedAt < TRUSTED_MS) return null;
      if (failures.length >= MANY && performance.now() - failedAt < FORGIVEN_MS) return `The mail server put off the last ${MANY} mails or more (${codeOf(failures.at(-1) ?? '')}).`;
      return ask();
    },
    verify: () => mailer.verify(),
    close: () => mailer.close(),
  };
}

async function greeting(mailer: Mailer): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(Object.assign(new Error(), { code: 'no answer' })), PATIENCE_MS);
  });
  try {
    await Promise.race([mailer.verify(), late]);
    return null;
  } catch (error) {
    // Its own words may name accounts and hosts: they stay in the log.
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    return `The mail server cannot be used (${[code, responseCode].filter(Boolean).join(' ') || 'no reason given'}).`;
  } finally {
    clearTimeout(timer);
  }
}

/** `450 4.2.1 …` → `450`. */
const codeOf = (reply: string): string => /^\d{3}/.exec(reply)?.[0] ?? 'no reply';
