import type { RequestHandler } from 'express';

/** @param record gets each answered request: its path, its status and how many seconds it took */
export function timeRequests(record: (path: string, status: number, seconds: number) => void): RequestHandler {
  return (request, response, next) => {
    const since = performance.now();
    // Routers shorten it on the way.
    const { path } = request;
    response.once('finish', () => record(path, response.statusCode, (performance.now() - since) / 1000));
    next();
  };
}
