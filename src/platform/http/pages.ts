/** Routes of pages for signed-in people: none without the policy that lets somebody in. */
import { Router, type RequestHandler } from 'express';
import { Forbidden } from '../errors.ts';
import { visitorOf } from './visitor.ts';

type Method = 'get' | 'post';

export type PageRoutes<Policy extends string> = { readonly router: Router } & Readonly<Record<Method, (path: string, policy: Policy, ...handlers: RequestHandler<Record<string, string>>[]) => void>>;

export interface MountedPage {
  method: Method;
  path: string;
  policy: string;
}

/** By method and path; an app that is opened anew mounts the same again. */
const mounted = new Map<string, MountedPage>();

/** Every page in the order in which they were mounted, for the tests that try each with every role. */
export const mountedPages = (): MountedPage[] => [...mounted.values()];

export function pageRoutes<Policy extends string>(): PageRoutes<Policy> {
  const router = Router();
  const add = (method: Method) => (path: string, policy: Policy, ...handlers: RequestHandler<Record<string, string>>[]): void => {
    mounted.set(`${method} ${path}`, { method, path, policy });
    router[method](path, needs(policy), ...handlers);
  };
  return { router, get: add('get'), post: add('post') };
}

function needs(policy: string): RequestHandler<Record<string, string>> {
  return (_request, response, next) => {
    if (!visitorOf(response).policies.has(policy)) throw new Forbidden('Your role does not allow this.');
    next();
  };
}
