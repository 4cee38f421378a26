/** Who is calling an API route. The guard of `/api/v1` fills it in once; each route names the scope it needs. */
import type { RequestHandler, Response } from 'express';
import { Forbidden } from '../errors.ts';

export type Scope = 'read' | 'write' | 'admin';
const ORDER: readonly Scope[] = ['read', 'write', 'admin'];

export interface Caller {
  accountId: string;
  scope: Scope;
  keyId: string;
  keyName: string;
}

export function setCaller(response: Response, caller: Caller): void {
  response.locals['caller'] = caller;
}

/** @throws when the route is mounted outside the guard, which is a mistake of ours */
export function callerOf(response: Response): Caller {
  const caller = response.locals['caller'] as Caller | undefined;
  if (!caller) throw new Error('this route is mounted outside the guard');
  return caller;
}

/** Each scope includes the lower ones. */
export function needs(scope: Scope): RequestHandler {
  return (_request, response, next) => {
    const { scope: held } = callerOf(response);
    if (ORDER.indexOf(held) < ORDER.indexOf(scope)) throw new Forbidden(`This key has the scope "${held}"; "${scope}" is needed.`);
    next();
  };
}
