/** Loads the recorder into a process that a test starts; not into threads, where waiting for it would wait for itself. */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./record.ts');
}
