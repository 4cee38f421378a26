/** Who is looking at a page. The guard of `/admin` fills it in once, from the session. */
import type { Request, Response } from 'express';
import { csrfToken } from './csrf.ts';

export interface Visitor {
  accountId: string;
  userId: string;
  name: string;
  email: string;
  role: string;
  /** What this person may do. */
  policies: ReadonlySet<string>;
  language: string;
  company: string;
  /** Other accounts of the same person. */
  others: readonly { id: string; name: string }[];
  /** IANA zone of the account. */
  timeZone: string;
  /** In which days are shown to readers who have a choice. */
  calendar: 'gregorian' | 'jalali';
  /** Answers each side of a comparison needs before it claims a direction. */
  minimumSample: number;
  /** No mail goes out. */
  isMailHeld: boolean;
}

export function setVisitor(response: Response, visitor: Visitor): void {
  response.locals['visitor'] = visitor;
}

function findVisitor(response: Response): Visitor | null {
  return (response.locals['visitor'] as Visitor | undefined) ?? null;
}

/** @throws when the route is mounted outside the guard, which is a mistake of ours */
export function visitorOf(response: Response): Visitor {
  const visitor = findVisitor(response);
  if (!visitor) throw new Error('this page is mounted outside the guard');
  return visitor;
}

/** The query as flat texts; repeated and nested parameters are left out. */
export function flatQuery(request: Request): Record<string, string> {
  return Object.fromEntries(Object.entries(request.query).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** A form as flat texts; repeated fields are left out. */
export function flatForm(request: Request): Record<string, string> {
  return Object.fromEntries(Object.entries((request.body ?? {}) as Record<string, unknown>).filter((pair): pair is [string, string] => typeof pair[1] === 'string'));
}

/** What a page needs to know of its request, as plain data for its view. */
export function askedBy(request: Request, response: Response) {
  return {
    path: request.baseUrl + request.path,
    query: flatQuery(request),
    acceptedLanguages: request.acceptsLanguages(),
    csrfToken: csrfToken(request),
    visitor: findVisitor(response),
  };
}
