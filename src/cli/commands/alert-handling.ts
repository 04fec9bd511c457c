import { ALERT_RULE_CODES, type AlertRuleCode } from '../../alerts';
import type { Actor } from '../../api';
import type { Transaction } from '../../database';
import type { Hub } from '../../hub';
import { configError, domainError, isLocalDate, isUuid, parseGlobalId } from '../../kernel';
import { listAlertMutes, riskAlertsById } from '../../reports';
import { createAlertActions } from '../../use-cases/alert-actions';
import { alertJson, alertLine } from '../alert-line';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface HandlingOptions extends OutputOptions {
  tenant: string;
  comment?: string;
  by: string;
}

interface When {
  days?: number;
  until?: string;
}

export type SnoozeOptions = HandlingOptions & When;

export interface AssignOptions extends HandlingOptions {
  to?: string;
  nobody?: boolean;
}

export interface MuteOptions extends Omit<HandlingOptions, 'comment'>, When {
  rule?: string;
  account?: string;
  reason: string;
  includesCritical?: boolean;
}

export interface MutesOptions extends OutputOptions {
  tenant: string;
  all?: boolean;
  first: number;
}

type PlainVerb = 'acknowledge' | 'resolve' | 'reopen' | 'wake' | 'comment';

export function handleCommand(
  verb: PlainVerb,
  id: string,
  options: HandlingOptions,
): Promise<void> {
  return handle(id, options, (acting, choice) => VERBS[verb](acting, choice));
}

type Choice = { riskAlertId: string; comment: string | null };

const VERBS: Readonly<Record<PlainVerb, (acting: Acting, choice: Choice) => Promise<void>>> = {
  acknowledge: ({ actions, actor }, choice) => actions.acknowledgeRiskAlert(actor, choice),
  resolve: ({ actions, actor }, choice) => actions.resolveRiskAlert(actor, choice),
  reopen: ({ actions, actor }, choice) => actions.reopenRiskAlert(actor, choice),
  wake: ({ actions, actor }, choice) => actions.wakeRiskAlert(actor, choice),
  comment: ({ actions, actor }, { riskAlertId, comment }) =>
    actions.commentRiskAlert(actor, { riskAlertId, comment: noted(comment) }),
};

export function snoozeCommand(id: string, options: SnoozeOptions): Promise<void> {
  return handle(id, options, async ({ actions, actor, hub }, choice) => {
    await actions.snoozeRiskAlert(actor, { ...choice, until: untilOf(options, hub) });
  });
}

export function assignCommand(id: string, options: AssignOptions): Promise<void> {
  const to = options.to?.trim() ?? '';
  if ((to === '') !== (options.nobody === true)) {
    throw configError('USAGE', 'who is to look after it is said once', {
      place: { field: '--to' },
      remedy: 'give --to with a name, or --nobody',
    });
  }
  return handle(id, options, ({ actions, actor }, choice) =>
    actions.assignRiskAlert(actor, { ...choice, to: to === '' ? null : short('--to', to) }),
  );
}

/** One verb on one alert, answered with how it stands then. */
function handle(
  id: string,
  options: HandlingOptions,
  work: (acting: Acting, choice: Choice) => Promise<void>,
): Promise<void> {
  const riskAlertId = idOf(id, 'RiskAlert');
  const comment = long('--comment', options.comment);
  return withActions(options, async (acting) => {
    await work(acting, { riskAlertId, comment });
    const { hub, actor, run } = acting;
    const [alert] = await hub.database.tenant(actor.tenantId, (tx) =>
      riskAlertsById(tx, [riskAlertId]),
    );
    if (alert === undefined) throw new Error('an alert that was handled is there');
    const stands = [
      alert.status,
      ...(alert.assignedTo === null ? [] : [`for ${alert.assignedTo}`]),
      ...(alert.snoozedUntil === null ? [] : [`asleep until ${alert.snoozedUntil.toISOString()}`]),
    ];
    run.answer(alertJson(alert, 'en'), [`${alertLine(alert, 'en')}  (${stands.join(', ')})`]);
  });
}

export function muteCommand(options: MuteOptions): Promise<void> {
  const rule = ruleOf(options.rule);
  const reason = long('--reason', options.reason) ?? '';
  return withActions(options, async ({ run, hub, actions, actor }) => {
    const expiresAt = untilOf(options, hub);
    const customerId =
      options.account === undefined ? null : await customerOf(hub, actor, options.account);
    const includesCritical = options.includesCritical === true;
    const scope = { rule, customerId, includesCritical };
    const { alertMuteId } = await actions.muteAlerts(actor, { ...scope, reason, expiresAt });
    run.answer({ alertMuteId, ...scope, reason, expiresAt }, [
      `Nothing is told of it until ${expiresAt.toISOString()} (${alertMuteId}).`,
      `End it before: npx encours alerts unmute ${alertMuteId} --tenant ${options.tenant}`,
    ]);
  });
}

export function unmuteCommand(id: string, options: HandlingOptions): Promise<void> {
  const alertMuteId = idOf(id, 'AlertMute');
  return withActions(options, async ({ run, actions, actor }) => {
    await actions.endAlertMute(actor, alertMuteId);
    run.answer({ ended: alertMuteId }, ['The mute has ended; what it kept back is told.']);
  });
}

export function mutesCommand(options: MutesOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const filter = { inForceAt: options.all === true ? null : hub.clock.now() };
      const { mutes, accounts } = await hub.database.tenant(tenantId, async (tx) => {
        const { items } = await listAlertMutes(tx, filter, { first: options.first });
        const ids = items.flatMap(({ customerId }) => customerId ?? []);
        return { mutes: items, accounts: await accountsOf(tx, ids) };
      });
      const rows = mutes.map((mute) => [
        ...[mute.alertMuteId, mute.rule ?? 'every rule'],
        mute.customerId === null ? 'every customer' : (accounts.get(mute.customerId) ?? ''),
        (mute.endedAt ?? mute.expiresAt).toISOString(),
        ...[mute.mutedBy, mute.reason],
      ]);
      const heads = ['ID', 'RULE', 'ACCOUNT', 'UNTIL', 'BY', 'REASON'];
      run.answer({ mutes }, rows.length > 0 ? textTable(heads, rows) : ['No mutes.']);
    }),
  );
}

interface Acting {
  run: CommandRun;
  hub: Hub;
  actor: Actor;
  actions: ReturnType<typeof createAlertActions>;
}

function withActions(
  options: OutputOptions & { tenant: string; by: string },
  work: (acting: Acting) => Promise<void>,
): Promise<void> {
  const label = short('--by', options.by);
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const actions = createAlertActions(hub);
      await work({ run, hub, actions, actor: { tenantId, keyId: '', label } });
    }),
  );
}

/** The keys that lists and exports show, or the ids of the API. Throws INVALID_ID. */
function idOf(text: string, type: 'RiskAlert' | 'AlertMute'): string {
  if (isUuid(text)) return text.toLowerCase();
  const parsed = parseGlobalId(text);
  if (parsed.type === type) return parsed.id;
  throw configError('INVALID_ID', `${JSON.stringify(text)} is the id of a ${parsed.type}`, {
    place: { field: 'id' },
    remedy: `use the id of a ${type}`,
  });
}

const DAY_MS = 86_400_000;

/** Throws USAGE, INVALID_DATE. */
function untilOf({ days, until }: When, { clock }: Pick<Hub, 'clock'>): Date {
  if ((days === undefined) === (until === undefined)) {
    throw configError('USAGE', 'until when is said once', {
      place: { field: '--until' },
      remedy: 'give --days or --until',
    });
  }
  if (until === undefined) return new Date(clock.now().getTime() + (days ?? 0) * DAY_MS);
  const instant = new Date(until);
  const isWhole = isLocalDate(until) || /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:\d\d)$/.test(until);
  if (isWhole && !Number.isNaN(instant.getTime())) return instant;
  throw configError('INVALID_DATE', `${JSON.stringify(until)} is neither a day nor an instant`, {
    place: { field: '--until' },
    remedy: 'write 2026-03-10, which is midnight UTC, or 2026-03-10T08:00:00Z',
  });
}

function ruleOf(text: string | undefined): AlertRuleCode | null {
  if (text === undefined) return null;
  const rule = ALERT_RULE_CODES.find((each) => each === text.toUpperCase());
  if (rule !== undefined) return rule;
  throw configError('UNKNOWN_CHOICE', `${JSON.stringify(text)} is none of the rules`, {
    place: { field: '--rule' },
    remedy: `use ${ALERT_RULE_CODES.join(', ')}`,
  });
}

async function customerOf(hub: Hub, { tenantId }: Actor, account: string): Promise<string> {
  const rows = await hub.database.tenant(tenantId, (tx) =>
    tx.query<{ id: string }>(
      'SELECT customer_id AS id FROM customer WHERE tenant_id = $1 AND account = $2 LIMIT 2',
      [tx.tenantId, account],
    ),
  );
  const [only, another] = rows;
  if (only !== undefined && another === undefined) return only.id;
  throw domainError(
    'CUSTOMER_NOT_FOUND',
    only === undefined
      ? `no customer has the account ${account}`
      : `several customers have the account ${account}`,
    {
      place: { field: '--account' },
      remedy: 'use an account of the books; of several, mute by id with muteAlerts of the API',
    },
  );
}

async function accountsOf(tx: Transaction, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; account: string }>(
    'SELECT customer_id AS id, account FROM customer WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[])',
    [tx.tenantId, [...ids]],
  );
  return new Map(rows.map(({ id, account }) => [id, account]));
}

/** Throws COMMENT_MISSING. */
function noted(comment: string | null): string {
  if (comment !== null) return comment;
  throw configError('COMMENT_MISSING', 'a comment says something', {
    place: { field: 'text' },
    remedy: 'write what is to be noted',
  });
}

const SHORT_MAX = 200;
const LONG_MAX = 2_000;

function short(field: string, text: string): string {
  return within(field, text, SHORT_MAX) ?? 'command line';
}

function long(field: string, text: string | undefined): string | null {
  return within(field, text ?? '', LONG_MAX);
}

/** Trimmed; null for nothing. Throws TEXT_TOO_LONG. */
function within(field: string, words: string, most: number): string | null {
  const text = words.trim();
  if (text === '') return null;
  if (text.length <= most) return text;
  throw configError('TEXT_TOO_LONG', `${field} has up to ${most} characters`, {
    place: { field },
    remedy: 'shorten it',
  });
}
