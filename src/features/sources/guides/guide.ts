/** How a sender is set up: plain sentences, of which pages and documentation are built. */
import type { SourceKind } from '../senders.ts';

export interface Guide {
  kind: SourceKind;
  name: string;
  /** The sender's own pages about it. */
  documentation: string;
  /** In order, from the new source here to the first delivery. */
  steps: readonly string[];
  /** To be pasted into the sender's form, where it sends what it is told to; else `null`. */
  body: string | null;
  events: readonly { name: string; becomes: string }[];
  /** What the sender does when it is not answered with 2xx in time. */
  failure: readonly string[];
  /** How to try it. */
  test: string;
}
