/** `npm run build`: dist from src, when src has changed. */
import { build, install, requireNode } from './prepare.mjs';
import { run } from './say.mjs';

await run(async () => {
  requireNode();
  await install();
  await build();
  return 0;
});
