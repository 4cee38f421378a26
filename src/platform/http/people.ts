/** What a request tells about who sent it, as keyed hashes: enough to tell two senders apart, not to find one. */
import type { Request } from 'express';
import { networkOf } from '../network.ts';
import { keyedHash } from '../token.ts';

export interface RequestSender {
  network: string;
  agent: string;
}

/** The kind of browser: its name and system without versions. */
function agentClass(userAgent: string): string {
  return userAgent.slice(0, 300).replaceAll(/[\d._]+/g, '').trim();
}

export function senderOf(request: Request, secret: string): RequestSender {
  return {
    network: keyedHash(secret, 'network', networkOf(request.ip ?? '')).slice(0, 16),
    agent: keyedHash(secret, 'agent', agentClass(request.get('user-agent') ?? '')).slice(0, 16),
  };
}
