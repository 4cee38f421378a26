import type { Mapping } from '../mapping.ts';

/** A mapping for a system whose deliveries are not signed in a way of their own, ready to be taken and adjusted. */
export interface ReadyMapping {
  key: string;
  name: string;
  mapping: Mapping;
  /** A payload as the system sends it. */
  example: unknown;
  /** The body to set in the system, with its own placeholders, where it sends what it is told to. */
  body?: unknown;
}
