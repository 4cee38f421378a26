/** Errors to answers: RFC 9457 problem+json for programs, a plain page for people. Mounted last. */
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { AppError, NotFound, Unavailable } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { isDatabaseAway } from '../mongo.ts';
import { randomId } from '../token.ts';

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  requestId: string;
  errors?: { pointer: string; detail: string }[];
}

/** Gives each request an id, so that an answer and its log lines can be matched. */
export function requestIds(): RequestHandler {
  return (_request, response, next) => {
    response.locals['requestId'] = randomId('req');
    response.setHeader('X-Request-Id', response.locals['requestId'] as string);
    next();
  };
}

export function notFound(): RequestHandler {
  return () => {
    throw new NotFound();
  };
}

/** What an exception means to the caller; anything unexpected is a 500 that says nothing. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseAway(error)) return new Unavailable();
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === 'number' && status >= 400 && status < 500) return new AppError(status, 'Bad request', (error as Error).message.slice(0, 300));
  return new AppError(500, 'Internal error', 'Something went wrong on our side. The request id helps to find out what.');
}

function sendProblem(response: Response, error: AppError): void {
  const problem: Problem = {
    type: 'about:blank',
    title: error.title,
    status: error.status,
    detail: error.message,
    requestId: String(response.locals['requestId'] ?? ''),
    ...(error.options.errors && error.options.errors.length > 0 ? { errors: error.options.errors } : {}),
  };
  if (error.options.retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(error.options.retryAfterSeconds));
  if (error.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  response.status(error.status).type('application/problem+json').send(JSON.stringify(problem));
}

export type ErrorPage = (error: AppError, request: Request, response: Response) => void;

/** @param page answers people; without it, or for requests that ask for JSON, a problem is sent */
export function errorHandler(log: Logger, page?: ErrorPage): ErrorRequestHandler {
  return (thrown: unknown, request, response, next) => {
    if (response.headersSent) return next(thrown);
    const error = toAppError(thrown);
    if (error.status >= 500) {
      log.error({ event: 'request.failed', requestId: response.locals['requestId'] as string, method: request.method, status: error.status, err: thrown });
    }
    response.setHeader('Cache-Control', 'no-store');
    if (page && request.accepts(['html', 'json']) === 'html') page(error, request, response);
    else sendProblem(response, error);
  };
}
