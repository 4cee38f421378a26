/** Asks the DNS about the sender of an account, and keeps what it said. */
import { domainToASCII } from 'node:url';
import type { App } from '../../app.ts';
import { dkimFinding, dkimName, dmarcFinding, dmarcNames, spfFinding, type SigningKey, type TextRecords } from '../../domain/sender-check.ts';
import { dkimKey } from '../../platform/dkim-key.ts';
import { accounts, type Account, type SenderCheck } from './account.model.ts';
import { forgetAccount, requireAccount } from './accounts.queries.ts';

/** Domain of the address mail of the account comes from, as the DNS writes it. */
export function senderDomain(app: App, account: Pick<Account, 'sender'>): string {
  const address = account.sender.address ?? app.config.mailFrom;
  return domainToASCII(address.slice(address.lastIndexOf('@') + 1)).toLowerCase();
}

/** All questions at once; each gives up after a few seconds. */
export async function checkSender(app: App, accountId: string): Promise<SenderCheck> {
  const domain = senderDomain(app, await requireAccount(accountId));
  const key = signingKey(app);
  const [spf, dkim, ...dmarc] = await Promise.all([
    app.lookUpText(domain),
    key === null ? { kind: 'absent' } as const : app.lookUpText(dkimName(key)),
    ...dmarcNames(domain).map((name) => app.lookUpText(name)),
  ]) as [TextRecords, TextRecords, ...TextRecords[]];
  const check: SenderCheck = { at: app.now(), domain, findings: [spfFinding(domain, spf), dkimFinding(domain, key, dkim), dmarcFinding(domain, dmarc)] };
  await accounts.of(accountId).updateOne({ _id: accountId }, { $set: { senderCheck: check } });
  forgetAccount(accountId);
  return check;
}

function signingKey({ config: { smtp } }: App): SigningKey | null {
  if (!smtp?.dkim) return null;
  const { domain, selector, privateKey } = smtp.dkim;
  return { domain: domain.toLowerCase(), selector, publicKey: dkimKey(privateKey)?.publicKey ?? '' };
}
