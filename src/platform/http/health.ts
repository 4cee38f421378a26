/** /healthz: the process is alive. /readyz: its dependencies are usable, or 503 naming what is not. */
import { Router } from 'express';

export interface Check {
  name: string;
  /** `null` when it is usable, else what is wrong. */
  trouble(): Promise<string | null>;
}

export function health(checks: Check[]): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => {
    response.json({ status: 'alive' });
  });
  router.get('/readyz', async (_request, response) => {
    const results = await Promise.all(checks.map(async ({ name, trouble }) => ({ name, trouble: await trouble().catch((error: Error) => error.message) })));
    const troubles = results.filter((result) => result.trouble !== null);
    response.status(troubles.length === 0 ? 200 : 503).json({
      status: troubles.length === 0 ? 'ready' : 'not ready',
      checks: Object.fromEntries(results.map(({ name, trouble }) => [name, trouble ?? 'ok'])),
    });
  });
  return router;
}
