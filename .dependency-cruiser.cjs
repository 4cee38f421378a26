/** The order in which data flows. A feature may import only features listed before it. */
const flow = ['events','audit','accounts','users','touchpoints','surveys','customers','facts','interactions','sources','rollups','invitations','responses','tags','cases','outcomes','follow-ups','webhooks','imports','goals','notes','reports','dashboards','privacy','restores','queues'];
const feature = '^src/features/([^/]+)/';
const FACE = '\\.(admin|public|api|webhook)\\.ts$';
const door = (lib, files) => ({
  name: `one-door-${lib}`, severity: 'error',
  from: { path: '^src/', pathNot: files }, to: { path: `node_modules/${lib}/` },
});
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'domain-is-pure', severity: 'error', from: { path: '^src/domain/' }, to: { pathNot: ['^src/domain/', 'node_modules/(decimal\\.js|luxon|@types/luxon|@stdlib)/'] } },
    { name: 'platform-is-generic', severity: 'error', from: { path: '^src/platform/' }, to: { path: '^src/', pathNot: '^src/platform/' } },
    { name: 'jobs-are-contracts', severity: 'error', from: { path: '^src/jobs\\.ts$' }, to: { path: '^src/(features|app|web|worker|main|config)' } },
    { name: 'app-knows-no-feature', severity: 'error', from: { path: '^src/(app|config)\\.ts$' }, to: { path: '^src/features/' } },
    { name: 'config-is-read-once', severity: 'error', from: { path: '^src/', pathNot: '^src/(main|app)\\.ts$' }, to: { path: '^src/config\\.ts$' } },
    { name: 'features-share-services-only', severity: 'error', from: { path: feature }, to: { path: feature, pathNot: ['^src/features/$1/', '\\.(service|queries)\\.ts$'] } },
    ...flow.map((name, i) => ({
      name: `upstream-only-${name}`, severity: 'error',
      // faces are exempt: only web.ts imports them, so they cannot make a cycle (a page may show what later stages know)
      from: { path: `^src/features/${name}/`, pathNot: FACE },
      to: { path: `^src/features/(${flow.slice(i + 1).join('|') || '(?!)'})/` },
    })),
    { name: 'feature-is-in-the-flow', severity: 'error', from: {}, to: { path: '^src/features/', pathNot: `^src/features/(${flow.join('|')})/` } },
    { name: 'reports-only-read', severity: 'error', from: { path: '^src/features/reports/' }, to: { path: '^src/features/(?!reports/).+\\.service\\.ts$' } },
    { name: 'faces-mounted-in-web-only', severity: 'error', from: { pathNot: '^src/web\\.ts$' }, to: { path: FACE } },
    { name: 'jobs-run-in-worker-only', severity: 'error', from: { pathNot: '^src/worker\\.ts$' }, to: { path: '\\.job\\.ts$' } },
    { name: 'models-stay-home', severity: 'error', from: { path: '^src/', pathNot: '^src/features/' }, to: { path: '\\.model\\.ts$' } },
    { name: 'faces-use-services', severity: 'error', from: { path: FACE }, to: { path: '\\.model\\.ts$' } },
    { name: 'messages-and-views-are-pure', severity: 'error', from: { path: '\\.(view|email)\\.ts$' }, to: { path: ['\\.(model|service|queries|job)\\.ts$', '^src/jobs\\.ts$'] } },
    { name: 'queries-only-read', severity: 'error', from: { path: '\\.queries\\.ts$' }, to: { path: ['^src/jobs\\.ts$', '\\.service\\.ts$'] } },
    { name: 'processes-start-in-main', severity: 'error', from: { path: '^src/', pathNot: '^src/(main|serve)\\.ts$' }, to: { path: '^src/(web|worker|commands)\\.ts$' } },
    door('express', `(${FACE}|^src/web\\.ts$|^src/platform/http)`),
    door('mongoose', '(\\.model\\.ts$|^src/platform/mongo(-files|-collections|-dump)?\\.ts$|^src/setup/mongodb\\.mjs$)'),
    door('bullmq', '^src/platform/queue\\.ts$'),
    door('ioredis', '^src/platform/(queue|redis)\\.ts$'),
    door('nodemailer', '^src/platform/mailer\\.ts$'),
    door('hucre', '^src/platform/(xlsx|table/xlsx-\\w+)\\.ts$'),
    door('handlebars', '^src/platform/render\\.ts$'),
    { name: 'src-not-to-test', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, path: '^src/', pathNot: ['\\.d\\.ts$', '^src/setup/'] }, to: {} },
  ],
  options: { tsPreCompilationDeps: true, tsConfig: { fileName: 'tsconfig.json' }, doNotFollow: { path: 'node_modules' } },
};
