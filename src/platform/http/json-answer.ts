import type { ServerResponse } from 'node:http';

/** Answers with JSON that is a text already, for routes of which a server answers thousands a second: nothing is negotiated, nothing compared. */
export function answerJson(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.end(text);
}
