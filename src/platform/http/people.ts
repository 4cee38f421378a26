/** What a request tells about who sent it, as keyed hashes: enough to tell two senders apart, not to find one. */
import { isIPv4 } from 'node:net';
import type { Request } from 'express';
import { keyedHash } from '../token.ts';

export interface RequestSender {
  network: string;
  agent: string;
}

/** /24 of an IPv4, /48 of an IPv6 address: an office or a household, not a device. */
function networkOf(ip: string): string {
  const address = ip.replace(/^::ffff:/i, '');
  return isIPv4(address) ? address.split('.').slice(0, 3).join('.') : address.split(':').slice(0, 3).join(':');
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
