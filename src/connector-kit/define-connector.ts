/** The declaration of a connector, checked when its module is imported. */
import { bugError, isLocalDate } from '../kernel';
import { purchasesOf, USE_RESTRICTIONS, type Connector } from './connector';

const KINDS: readonly string[] = [
  'registry',
  'bureau',
  'insurer',
  'accounting',
  'reference',
  'file',
];
const EVIDENCE: readonly string[] = ['strong', 'good', 'partial', 'none'];

/** A fault in a declaration: the field, in dots, and what is expected there. */
export interface DeclarationFault {
  field: string;
  expected: string;
}

/** Returns the declaration unchanged. Throws the bug CONNECTOR_DECLARATION_INVALID naming the first wrong field. */
export function defineConnector<Config extends object>(
  connector: Connector<Config>,
): Connector<Config> {
  const [fault] = declarationFaults(connector);
  if (fault === undefined) return connector;
  throw bugError(
    'CONNECTOR_DECLARATION_INVALID',
    `connector ${JSON.stringify(connector.id)}: ${fault.field} must be ${fault.expected}`,
    { place: { field: fault.field }, remedy: `Correct ${fault.field} in the declaration.` },
  );
}

/** Every fault of a declaration, in the order of its fields. */
export function declarationFaults<Config extends object>(
  connector: Connector<Config>,
): DeclarationFault[] {
  return [
    ...identityFaults(connector),
    ...hostFaults(connector),
    ...limitFaults(connector),
    ...docsFaults(connector),
    ...licenceFaults(connector),
    ...priceFaults(connector),
    ...capabilityFaults(connector),
    ...waiverFaults(connector),
  ];
}

function identityFaults<Config extends object>(connector: Connector<Config>): DeclarationFault[] {
  return faults([
    [/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(connector.id), 'id', 'kebab-case'],
    [KINDS.includes(connector.kind), 'kind', `one of ${KINDS.join(', ')}`],
    [isText(connector.name), 'name', 'a name a person reads'],
    [/^\d+\.\d+\.\d+$/.test(connector.version), 'version', 'a version "1.2.3"'],
    [typeof connector.config === 'function', 'config', 'a class'],
  ]);
}

function hostFaults<Config extends object>(connector: Connector<Config>): DeclarationFault[] {
  const isFile = connector.kind === 'file';
  const bad = connector.hosts.find((host) => !/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host));
  return faults([
    [isFile || connector.hosts.length > 0, 'hosts', 'at least one host'],
    [!isFile || connector.hosts.length === 0, 'hosts', 'empty: a file connector contacts nobody'],
    [bad === undefined, 'hosts', `bare lower-case host names, not ${JSON.stringify(bad)}`],
  ]);
}

function limitFaults<Config extends object>(connector: Connector<Config>): DeclarationFault[] {
  const { limits } = connector;
  if (connector.kind === 'file') return [];
  return faults([
    [limits.requestsPerSecond > 0, 'limits.requestsPerSecond', 'above 0'],
    [isCount(limits.concurrency, 1), 'limits.concurrency', 'a whole number from 1'],
    [isCount(limits.timeoutMs, 1), 'limits.timeoutMs', 'a whole number of milliseconds from 1'],
    [isCount(limits.retries, 0) && limits.retries <= 10, 'limits.retries', 'from 0 to 10'],
    [isText(limits.source), 'limits.source', 'where the numbers come from'],
  ]);
}

function docsFaults<Config extends object>(connector: Connector<Config>): DeclarationFault[] {
  const { docs, deletes } = connector;
  const isKnown = deletes === 'tombstones' || deletes === 'full-reconcile';
  const isReasoned = typeof deletes === 'object' && isText(deletes.none);
  return faults([
    [isKnown || isReasoned, 'deletes', 'tombstones, full-reconcile or { none: "why" }'],
    [isHttps(docs.homepage), 'docs.homepage', 'an https URL'],
    [isHttps(docs.reference), 'docs.reference', 'an https URL'],
    [EVIDENCE.includes(docs.evidence), 'docs.evidence', `one of ${EVIDENCE.join(', ')}`],
  ]);
}

function licenceFaults<Config extends object>(connector: Connector<Config>): DeclarationFault[] {
  const { licence } = connector as Partial<Connector<Config>>;
  if (licence === undefined)
    return [{ field: 'licence', expected: 'the terms of use of the data' }];
  const days = licence.retentionDays;
  return faults([
    [isText(licence.name), 'licence.name', 'the name of the licence or contract'],
    [
      USE_RESTRICTIONS.includes(licence.restriction),
      'licence.restriction',
      `one of ${USE_RESTRICTIONS.join(', ')}`,
    ],
    [days === null || isCount(days, 1), 'licence.retentionDays', 'null or whole days from 1'],
    [isText(licence.source), 'licence.source', 'where the terms are written'],
  ]);
}

function priceFaults<Config extends object>(connector: Connector<Config>): DeclarationFault[] {
  const prices = connector.prices ?? [];
  const calls = prices.map(({ call }) => call);
  const bought = (connector.streams ?? []).flatMap((stream) =>
    purchasesOf(stream, new connector.config()),
  );
  const unknown = [...bought.map(({ call }) => call), connector.searchBuys ?? '']
    .filter((call) => call !== '')
    .find((call) => !calls.includes(call));
  const wrong = prices.find(
    ({ call, unitPriceMinor, repeatFreeDays, source }) =>
      !/^[a-z][a-z0-9-]*$/.test(call) ||
      (unitPriceMinor !== null && !isCount(unitPriceMinor, 0)) ||
      !isCount(repeatFreeDays, 0) ||
      !isText(source),
  );
  return faults([
    [
      wrong === undefined,
      `prices.${wrong?.call ?? ''}`,
      'in kebab-case, whole cents, with a source',
    ],
    [new Set(calls).size === calls.length, 'prices', 'named differently'],
    [unknown === undefined, `prices.${unknown ?? ''}`, 'given: a stream or the search buys it'],
  ]);
}

function capabilityFaults<Config extends object>(connector: Connector<Config>): DeclarationFault[] {
  const streams = connector.streams ?? [];
  const names = streams.map((stream) => stream.name);
  const can = streams.length > 0 || connector.search !== undefined || connector.file !== undefined;
  const isFile = connector.kind === 'file';
  const silent = streams.find((stream) => stream.records.length === 0);
  // Books change and lose what was in them: a feed that never lists all would keep what is gone.
  const blind = streams.find(
    ({ reads, reconcileAfterDays }) => reads !== 'subjects' && !isCount(reconcileAfterDays ?? 0, 1),
  );
  const isBooks = connector.kind === 'accounting' && typeof connector.deletes !== 'object';
  return faults([
    [can, 'streams', 'given, or search, or file: a connector must be able to do something'],
    [new Set(names).size === names.length, 'streams', 'named differently'],
    [names.every((name) => /^[a-z][a-z0-9-]*$/.test(name)), 'streams', 'named in kebab-case'],
    [silent === undefined, `streams.${silent?.name ?? ''}.records`, 'at least one record type'],
    [
      !isBooks || blind === undefined,
      `streams.${blind?.name ?? ''}.reconcileAfterDays`,
      'whole days from 1: what is deleted in the books must be noticed',
    ],
    [!isFile || connector.file !== undefined, 'file', 'given: the kind is "file"'],
    [isFile || connector.file === undefined, 'kind', '"file" for a connector that reads files'],
  ]);
}

function waiverFaults<Config extends object>(connector: Connector<Config>): DeclarationFault[] {
  const waivers = connector.waivers ?? [];
  const wrong = waivers.find(
    ({ audit, reason, until }) =>
      !/^C\d\d$/.test(audit) || reason.trim().split(/\s+/).length < 3 || !isLocalDate(until),
  );
  const ids = waivers.map(({ audit }) => audit);
  return faults([
    [wrong === undefined, `waivers.${wrong?.audit ?? ''}`, 'an id, a reason and a last day'],
    [new Set(ids).size === ids.length, 'waivers', 'one per audit'],
  ]);
}

type Check = [holds: boolean, field: string, expected: string];

function faults(checks: Check[]): DeclarationFault[] {
  return checks.filter(([holds]) => !holds).map(([, field, expected]) => ({ field, expected }));
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

function isCount(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}

function isHttps(value: string): boolean {
  return /^https:\/\/[^/\s]+/.test(value);
}
