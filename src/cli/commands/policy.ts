import { readFile } from 'node:fs/promises';
import {
  configError,
  currencyDecimals,
  formatAmount,
  formatDecimal,
  localDate,
  localDateAt,
  money,
  type LocalDate,
} from '../../kernel';
import { findTenant } from '../../database';
import type { Hub } from '../../hub';
import {
  policyDifferences,
  policyHistory,
  policyJsonSchema,
  policyRecord,
  PREVIEW_CHANGE_KINDS,
  previewPolicy,
  readPolicyDocument,
  repeatedMembers,
  type PolicyPreview,
  type PolicyProblem,
  type PolicyRecord,
  type PreviewAmounts,
} from '../../limits';
import { decideByPolicyInForce, publishOnly } from '../../use-cases/publish-policy';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface PolicyOptions extends OutputOptions {
  tenant: string;
}

export interface PublishPolicyOptions extends PolicyOptions {
  effectiveOn?: string;
  comment?: string;
  by: string;
}

/** What the commands of one tenant work with. */
interface Place {
  run: CommandRun;
  hub: Hub;
  tenantId: string;
  today: LocalDate;
}

/** Of the version in force when none is given. */
export function showPolicyCommand(
  number: string | undefined,
  options: PolicyOptions,
): Promise<void> {
  const version = number === undefined ? null : versionOf(number);
  return inPlace(options, async (place) => {
    const { document, ...record } = await recordOf(place, version);
    const text = JSON.stringify(document, null, 2);
    place.run.answer({ ...record, document }, text.split('\n'));
  });
}

export function policyHistoryCommand(options: PolicyOptions): Promise<void> {
  return inPlace(options, async ({ run, hub, tenantId, today }) => {
    const records = await hub.database.tenant(tenantId, (tx) => policyHistory(tx, today));
    const rows = records.map((record) => [
      ...[String(record.version), record.standing, record.effectiveOn ?? '', record.document.name],
      ...[record.publishedBy ?? 'built in', record.comment ?? ''],
    ]);
    run.answer(
      { policies: records.map(({ document, ...record }) => ({ ...record, name: document.name })) },
      textTable(['VERSION', 'STANDING', 'FROM', 'NAME', 'BY', 'COMMENT'], rows),
    );
  });
}

export function policyDiffCommand(
  before: string,
  after: string,
  options: PolicyOptions,
): Promise<void> {
  const [left, right] = [versionOf(before), versionOf(after)];
  return inPlace(options, async (place) => {
    const old = await recordOf(place, left);
    const next = await recordOf(place, right);
    const differences = policyDifferences(old.document, next.document);
    const lines = differences.map(
      (each) => `${each.path}: ${each.before ?? 'nothing'} -> ${each.after ?? 'nothing'}`,
    );
    place.run.answer({ differences }, lines.length === 0 ? ['They say the same.'] : lines);
  });
}

export function validatePolicyCommand(file: string, options: OutputOptions): Promise<void> {
  return runCommand(options, async (run) => {
    const read = readPolicyDocument(await documentIn(run, file), 'candidate');
    if ('problems' in read) refuse(run, read.problems);
    else run.answer({ isValid: true, problems: [] }, [`${file} is a policy.`]);
  });
}

export function policySchemaCommand(): Promise<void> {
  return runCommand({}, (run) => {
    const schema = policyJsonSchema();
    run.answer(schema, JSON.stringify(schema, null, 2).split('\n'));
    return Promise.resolve();
  });
}

export function previewPolicyCommand(file: string, options: PolicyOptions): Promise<void> {
  return inPlace(options, async ({ run, hub, tenantId, today }) => {
    const document = await documentIn(run, file);
    const question = { document, asOf: today, at: hub.clock.now(), signal: run.signal };
    const work = { readOnly: true };
    const preview = await hub.database.tenant(tenantId, (tx) => previewPolicy(tx, question), work);
    if ('problems' in preview) return refuse(run, preview.problems);
    run.answer(withDecimals(preview), previewLines(preview));
  });
}

export function publishPolicyCommand(file: string, options: PublishPolicyOptions): Promise<void> {
  const effectiveOn = options.effectiveOn === undefined ? null : localDate(options.effectiveOn);
  return inPlace(options, async (place) => {
    const { run, hub, tenantId } = place;
    const draft = { tenantId, document: await documentIn(run, file), effectiveOn };
    const said = { comment: options.comment ?? null, publishedBy: options.by };
    const published = await publishOnly(hub, { ...draft, ...said });
    if ('problems' in published) return refuse(run, published.problems);
    const { version, isNew, isInForce, boundedBy } = published;
    const { signal, terminal } = run;
    const scope = { tenantId, signal, progress: terminal.progress };
    const decided = isInForce ? await decideByPolicyInForce(hub, scope) : null;
    const { supersedes } = await recordOf(place, version);
    const limitsChanged = decided?.limitsChanged ?? null;
    run.answer({ version, isNew, isInForce, boundedBy, supersedes, limitsChanged }, [
      `${isNew ? 'Published as' : 'It is'} version ${version}.`,
      ...(boundedBy === null ? [] : [boundedLine(boundedBy)]),
      ...supersedes.map((each) => `Version ${each}, which was to begin later, never will.`),
      decided === null
        ? `It is not in force yet: its limits are decided on its first day.`
        : `Limits set, proposed or withdrawn: ${decided.limitsChanged}.`,
    ]);
  });
}

function boundedLine(bound: number): string {
  return `It allows more than version ${bound}: what that did not set by itself waits for a person, until somebody else publishes the same too.`;
}

function inPlace(options: PolicyOptions, work: (place: Place) => Promise<void>): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const tenant = await findTenant(hub.database, options.tenant);
      const today = localDateAt(hub.clock.now(), tenant?.timeZone);
      await work({ run, hub, tenantId, today });
    }),
  );
}

/** Throws CREDIT_POLICY_NOT_FOUND. */
async function recordOf(
  { hub, tenantId, today }: Place,
  version: number | null,
): Promise<PolicyRecord> {
  const record = await hub.database.tenant(tenantId, (tx) => policyRecord(tx, version, today));
  if (record !== null) return record;
  throw configError('CREDIT_POLICY_NOT_FOUND', `there is no credit policy version ${version}`, {
    remedy: 'see the versions with `encours policy history`',
  });
}

function versionOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw configError('CREDIT_POLICY_NOT_FOUND', `${JSON.stringify(text)} is no version`, {
    remedy: 'give its number, 0 for the built-in one',
  });
}

/** Throws CREDIT_POLICY_FILE_UNREADABLE, and CREDIT_POLICY_INVALID for what it says twice. */
async function documentIn(run: CommandRun, file: string): Promise<unknown> {
  const { text, document } = await jsonIn(file);
  const repeated = repeatedMembers(text);
  return repeated.length > 0 ? refuse(run, repeated) : document;
}

async function jsonIn(file: string): Promise<{ text: string; document: unknown }> {
  let text: string;
  try {
    text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
    throw configError('CREDIT_POLICY_FILE_UNREADABLE', `${file} cannot be read`, {
      ...{ cause, place: { file }, remedy: 'give the path of a file of JSON' },
    });
  }
  try {
    return { text, document: JSON.parse(text) as unknown };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw configError('CREDIT_POLICY_FILE_UNREADABLE', `${file} is no JSON: ${why}`, {
      ...{ cause, place: { file }, remedy: 'correct it where the message says' },
    });
  }
}

/** Says everything that is wrong, then fails. */
function refuse(run: CommandRun, problems: readonly PolicyProblem[]): never {
  const lines = problems.map(
    ({ path, message }) => `${path === '$' ? 'the document' : path} ${message}`,
  );
  run.answer({ isValid: false, problems }, lines);
  throw configError(
    'CREDIT_POLICY_INVALID',
    `${problems.length} ${problems.length === 1 ? 'thing is' : 'things are'} wrong with the policy`,
    { remedy: 'correct what is listed, and validate it again' },
  );
}

/** Amounts in minor units as money, like the API tells them: `freedMinor` of an object with a currency is `freed`. */
function withDecimals(value: unknown, currency: string | null = null): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => withDecimals(item, currency));
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  const members = new Map<string, unknown>(Object.entries(value));
  const own = members.get('currency');
  const known = typeof own === 'string' ? own : currency;
  const told = [...members].map(([name, member]) => {
    const isAmount = name.endsWith('Minor') && known !== null;
    const short = isAmount ? name.slice(0, -'Minor'.length) : name;
    if (!isAmount || typeof member !== 'bigint') return [short, withDecimals(member, known)];
    return [short, { amount: formatDecimal(member, currencyDecimals(known)), currency: known }];
  });
  return Object.fromEntries(told) as unknown;
}

function previewLines(preview: PolicyPreview): string[] {
  const { asOf, comparedWith, customers, counts, dueAnyway, amounts } = preview;
  const changed = PREVIEW_CHANGE_KINDS.filter((kind) => kind !== 'UNCHANGED').map((kind) => [
    ...[kind, String(counts[kind])],
  ]);
  return [
    `Decided for ${asOf}, compared with ${comparedWith}: ${customers - counts.UNCHANGED} of ${customers} customers change.`,
    ...textTable(['CHANGE', 'CUSTOMERS'], changed),
    ...amounts.map(amountsLine),
    ...(dueAnyway === 0 ? [] : [`Changes that are due whichever policy decides: ${dueAnyway}.`]),
  ];
}

function amountsLine(sums: PreviewAmounts): string {
  const { currency } = sums;
  const of = (amountMinor: bigint): string => formatAmount(money(amountMinor, currency));
  const { freedMinor, blockedMinor, proposedMinor, exposureAboveAfterMinor } = sums;
  return `${currency}: freed ${of(freedMinor)}, blocked ${of(blockedMinor)}, proposed ${of(proposedMinor)}; exposure above limits ${of(exposureAboveAfterMinor)}`;
}
