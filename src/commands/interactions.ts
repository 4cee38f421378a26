import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type { App } from '../app.ts';
import { interactionView, ReportedInteraction, toNewInteraction } from '../features/interactions/interaction-input.ts';
import { API_SOURCE, receiveInteraction, requireInteraction, type Interaction } from '../features/interactions/interactions.service.ts';
import { Invalid } from '../platform/errors.ts';
import { parseJson } from '../platform/http/json.ts';
import { parse } from '../platform/http/parse.ts';
import { accountCommand, whenRedisAnswers, type CommonOptions, type Desk } from './desk.ts';
import { addInteractionImport } from './interaction-import.ts';

interface SendOptions extends CommonOptions {
  file?: string;
  id?: string;
  type?: string;
  touchpoint?: string;
  at?: string;
  customerId?: string;
  email?: string;
  name?: string;
  locale?: string;
  timeZone?: string;
  property: [string, string][];
  wait: string;
}

const ASK_AGAIN_MS = 100;

export function interactionCommands(program: Command, desk: Desk): void {
  const interaction = program.command('interaction').description('what happened at a touchpoint');
  addInteractionImport(interaction, desk);
  accountCommand<SendOptions>(interaction, 'send', 'report an interaction as POST /api/v1/interactions does', desk, async ({ app, account, options }) => {
    const input = options.file === undefined ? fromOptions(app, options) : parseJson(readFileSync(options.file === '-' ? 0 : options.file));
    await whenRedisAnswers(app);
    const { kind, interaction: received } = await receiveInteraction(app, account._id, API_SOURCE, toNewInteraction(parse(ReportedInteraction, input)));
    const decided = await whenDecided(received, seconds(options.wait));
    const view = interactionView(decided);
    return { document: { status: kind, ...view }, text: [`${kind === 'accepted' ? 'Stored' : 'Known already'}: ${view.id}`, ...decisionLines(view.decisions)].join('\n') };
  })
    .option('--file <path>', 'a JSON file with the whole interaction ("-" for standard input) instead of the options below')
    .option('--id <id>', 'your own id of it; the same id again is the same interaction (default: a new one)')
    .option('--type <type>', 'such as order.delivered')
    .option('--touchpoint <key>', 'where it happened')
    .option('--at <instant>', 'when, as 2026-05-04T09:30:00Z (default: now)')
    .option('--customer-id <id>', "the customer's id in your system")
    .option('--email <address>', 'where to ask')
    .option('--name <name>', "the customer's name")
    .option('--locale <tag>', "the customer's language")
    .option('--time-zone <zone>', "the customer's IANA zone")
    .option('--property <name=value>', 'a property of the interaction; may be repeated', property, [])
    .option('--wait <seconds>', 'how long to wait for its decisions', '3');
}

function property(text: string, earlier: [string, string][]): [string, string][] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new Invalid([{ pointer: '/--property', detail: `must be name=value; got "${text}"` }]);
  return [...earlier, [text.slice(0, equals), text.slice(equals + 1)]];
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0 && value <= 600)) throw new Invalid([{ pointer: '/--wait', detail: `must be a number of seconds from 0 to 600; got "${text}"` }]);
  return value;
}

function fromOptions(app: App, { id, type, touchpoint, at, customerId, email, name, locale, timeZone, property: properties }: SendOptions): unknown {
  const now = app.now();
  return {
    id: id ?? `cli-${now.getTime().toString(36)}-${process.pid}`,
    type, touchpoint, occurredAt: at ?? now.toISOString(),
    customer: { externalId: customerId, email, name, locale, timeZone },
    properties: Object.fromEntries(properties),
  };
}

async function whenDecided(interaction: Interaction, waitSeconds: number): Promise<Interaction> {
  const until = performance.now() + waitSeconds * 1000;
  let latest = interaction;
  while (latest.decisions === null && performance.now() < until) {
    await sleep(ASK_AGAIN_MS);
    latest = await requireInteraction(interaction.accountId, interaction.externalId, interaction.source);
  }
  return latest;
}

function decisionLines(decisions: ReturnType<typeof interactionView>['decisions']): string[] {
  if (decisions.length === 0) return ['Not decided yet; a running worker does so within a second or so.'];
  return decisions.map(({ survey, outcome, scheduledAt, reason, rule }) => (outcome === 'invited'
    ? `${survey}: invited, to be sent ${scheduledAt?.toISOString()}`
    : `${survey ?? 'no survey'}: skipped (${reason}${rule === null ? '' : `: ${rule}`})`));
}
