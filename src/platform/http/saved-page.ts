/** Pages that people save and pass on: whole by themselves, with their style in them and nothing to load. */
import { createHash } from 'node:crypto';
import type { Response } from 'express';

/** @param style of ours; it alone is let through by the policy of this answer */
export function sendSavedPage(response: Response, html: string, { style, fileName }: { style: string; fileName: string }): void {
  const hash = createHash('sha256').update(style).digest('base64');
  response.setHeader('Content-Security-Policy', `sandbox allow-modals; default-src 'none'; style-src 'sha256-${hash}'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`);
  response.setHeader('Content-Disposition', `inline; filename="${fileName}"`);
  // A function, because a replacement text has signs of its own.
  response.type('html').send(html.replace('</head>', () => `<style>${style}</style>\n</head>`));
}
