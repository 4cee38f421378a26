/** Work nobody waits for, except the process before it ends. */

/** @param work has to deal with its own failures */
export function inBackground(draining: Set<() => Promise<void>>, work: Promise<void>): void {
  const drain = (): Promise<void> => work;
  draining.add(drain);
  void work.finally(() => draining.delete(drain));
}
