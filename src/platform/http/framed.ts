/** Pages of ours that frame a document of ours, and the documents they frame. */
import type { Response } from 'express';

const POLICY = 'Content-Security-Policy';

/** This page may frame documents of this origin. */
export function allowOwnFrames(response: Response): void {
  response.setHeader(POLICY, `${String(response.getHeader(POLICY))};frame-src 'self'`);
}

/** A page of ours inside another one, as it looks: no script, no form, and its links lead nowhere. */
export function sendFramedPage(response: Response, html: string): void {
  response.setHeader(POLICY, "sandbox allow-same-origin; default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'");
  response.type('html').send(html);
}

/** A mail inside a page of ours. Its own style stands in it; `hasImages` false shows it as a mail program that loads none. */
export function sendFramedMail(response: Response, html: string, { hasImages, isDark }: { hasImages: boolean; isDark: boolean }): void {
  response.setHeader(POLICY, `sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src ${hasImages ? "'self' data:" : "'none'"}; form-action 'none'; base-uri 'none'; frame-ancestors 'self'`);
  // The reader's own theme must not decide which of the two is seen.
  response.type('html').send(html.replaceAll(/\(prefers-color-scheme:\s*dark\)/g, isDark ? 'all' : 'not all').replaceAll(/color-scheme:light dark/g, isDark ? 'color-scheme:dark' : 'color-scheme:light'));
}
