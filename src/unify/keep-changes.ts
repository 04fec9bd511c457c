/** Changes of a company that later decisions look back on, kept as they happen. */
import { stricterUse, type Json, type UseRestriction } from '../connector-kit';
import { addDays, stableId, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { KeptChangeKind, KeptChangeType } from './company-change.entity';
import type { CompanyChange } from './company-changes';
import type { SourcedRecord, StoringTime } from './record-source';
import { saidKey, type ChosenFact, type ShownFacts } from './store-facts';

interface KeptChange {
  companyId: string;
  connectionId: string;
  connectorId: string;
  recordType: KeptChangeType;
  kind: KeptChangeKind;
  changedOn: LocalDate;
  before: Json;
  after: Json;
  restriction: UseRestriction;
}

/**
 * Keeps where a company moved, what form or activity it took, and that its officers or owners changed, as far as the source
 * that says so had said otherwise itself: another source's other spelling is no change. The same change is kept once.
 */
export async function keepChanges(
  tx: Transaction,
  told: {
    changes: readonly CompanyChange[];
    shown: { before: ShownFacts; after: ShownFacts } | null;
    records: readonly SourcedRecord[];
  },
  when: Pick<StoringTime, 'at' | 'asOf'>,
): Promise<void> {
  const facts = told.shown === null ? [] : factsThatChanged(told.shown, when.asOf);
  const kept = [...facts, ...told.changes.flatMap((change) => ofPeople(change, when.asOf))];
  if (kept.length === 0) return;
  const rows = kept.map((change) => ({
    id: stableId(change.companyId, change.connectionId, change.kind, ...identityOf(change)),
    ...change,
    expiresOn: expiryOf(change.connectionId, told.records),
  }));
  await tx.execute(KEEP, [tx.tenantId, JSON.stringify(rows), when.at]);
}

/** Told again within a day, by a killed run or a file sent twice, it is the same change. */
function identityOf({ changedOn, before, after, restriction }: KeptChange): string[] {
  return [changedOn, restriction, JSON.stringify([before, after])];
}

const KEEP = `
  INSERT INTO company_change (tenant_id, company_change_id, company_id, connection_id, connector_id, record_type, kind,
    changed_on, before, after, use_restriction, expires_on, fetched_at)
  SELECT $1, r.id, r."companyId", r."connectionId", r."connectorId", r."recordType", r.kind, r."changedOn",
    nullif(r.before, 'null'), nullif(r.after, 'null'), r.restriction, r."expiresOn", $3
  FROM jsonb_to_recordset($2::jsonb) AS r (id uuid, "companyId" uuid, "connectionId" uuid, "connectorId" text,
    "recordType" text, kind text, "changedOn" date, before jsonb, after jsonb, restriction text, "expiresOn" date)
  ON CONFLICT (tenant_id, company_change_id) DO NOTHING`;

/** What was told of a company may be kept as long as what tells that it changed. */
function expiryOf(connectionId: string, records: readonly SourcedRecord[]): LocalDate | null {
  let last: LocalDate | null = null;
  for (const { source } of records) {
    const day = source.connectionId === connectionId ? (source.expiresOn ?? null) : null;
    if (day !== null && (last === null || day > last)) last = day;
  }
  return last;
}

/** Fields that together are one thing about a company, with the name each has in what is kept. */
const FACT_KINDS: readonly (readonly [KeptChangeKind, Readonly<Record<string, string>>])[] = [
  [
    'SEAT',
    {
      address_line: 'addressLine',
      postcode: 'postcode',
      city: 'city',
      country_code: 'countryCode',
    },
  ],
  ['LEGAL_FORM', { legal_form_code: 'code', legal_form_label: 'label' }],
  ['ACTIVITY', { activity_code: 'code' }],
];

/** A label may be reworded; the code is what says another form. */
const TELLS_NOTHING: ReadonlySet<string> = new Set(['legal_form_label']);

type Names = Readonly<Record<string, string>>;

function factsThatChanged(
  shown: { before: ShownFacts; after: ShownFacts },
  asOf: LocalDate,
): KeptChange[] {
  const companies = new Set([...shown.after.chosen.values()].map(({ companyId }) => companyId));
  return [...companies].sort().flatMap((companyId) =>
    FACT_KINDS.flatMap(([kind, names]) => {
      const told = thingThatChanged(companyId, names, shown);
      return told === null ? [] : [{ companyId, kind, changedOn: asOf, ...told }];
    }),
  );
}

function thingThatChanged(
  companyId: string,
  names: Names,
  { before, after }: { before: ShownFacts; after: ShownFacts },
): Omit<KeptChange, 'companyId' | 'kind' | 'changedOn'> | null {
  const is = (field: string): ChosenFact | undefined => after.chosen.get(`${companyId} ${field}`);
  const by = Object.keys(names)
    .filter((field) => !TELLS_NOTHING.has(field) && isOtherwise(is(field), before))
    .flatMap((field) => is(field) ?? [])[0];
  if (by === undefined) return null;
  const { connectionId, connectorId } = by;
  // In the words of who says so, as far as it has any: another source's would name what that one did not tell of.
  const own = (fact: ChosenFact | undefined, field: string): ChosenFact | undefined =>
    TELLS_NOTHING.has(field) && fact?.connectionId !== connectionId ? undefined : fact;
  const sides = Object.entries(names).map(([field, name]) => {
    const said = before.said.get(saidKey({ companyId, field, connectionId }));
    const was = said ?? before.chosen.get(`${companyId} ${field}`);
    return { name, was: own(was, field), is: own(is(field), field) };
  });
  const facts = sides.flatMap((side) => [side.was, side.is]);
  const restriction = facts.reduce<UseRestriction>(
    (strict, fact) => stricterUse(strict, fact?.restriction ?? 'NONE'),
    'NONE',
  );
  return {
    ...{ connectionId, connectorId, recordType: 'company', restriction },
    before: Object.fromEntries(sides.map(({ name, was }) => [name, was?.value ?? null])),
    after: Object.fromEntries(sides.map((side) => [side.name, side.is?.value ?? null])),
  };
}

/**
 * What is shown is another thing, not only written otherwise, and the source that says so had said otherwise itself, in the same
 * stream: of sources or streams that disagree, whichever spoke last, none has changed its mind. What a source leaves out now
 * it does not deny.
 */
function isOtherwise(is: ChosenFact | undefined, before: ShownFacts): boolean {
  if (is === undefined) return false;
  const was = before.chosen.get(`${is.companyId} ${is.field}`);
  if (was === undefined || plain(was.value) === plain(is.value)) return false;
  const said = before.said.get(saidKey(is));
  return said?.stream === is.stream && plain(said.value) !== plain(is.value);
}

/** Without accents, case and punctuation. */
function plain(value: Json | undefined): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toUpperCase();
}

type Person = Readonly<Record<string, Json>>;

/** An appointment stated for longer ago was made then; that it is told only now is no change of these days. */
const STATED_WITHIN_DAYS = 400;

/** Those who examine the accounts do not run the company. */
const IS_AUDITOR = /commissaire\s+aux\s+comptes|statutory auditor/i;

function ofPeople(change: CompanyChange, asOf: LocalDate): KeptChange[] {
  const { facet, companyId, connectionId, connectorId, restriction } = change;
  if (facet !== 'OFFICERS' && facet !== 'OWNERS') return [];
  const sides = { before: peopleIn(change.before), after: peopleIn(change.after) };
  const [before, after] = [sides.before, sides.after].map((people) =>
    facet === 'OFFICERS' ? people.filter((each) => !IS_AUDITOR.test(text(each['role']))) : people,
  );
  if (before === undefined || after === undefined || isSamePeople(before, after)) return [];
  const recordType = facet === 'OFFICERS' ? 'officer' : 'owner';
  return [
    {
      ...{ companyId, connectionId, connectorId, recordType, kind: facet, restriction },
      changedOn: statedDay(after, asOf) ?? asOf,
      before: change.before,
      after: change.after,
    },
  ];
}

function peopleIn(list: Json): Person[] {
  if (!Array.isArray(list)) return [];
  return list.filter((each): each is { [name: string]: Json } => {
    return typeof each === 'object' && each !== null && !Array.isArray(each);
  });
}

/** Who they are and in what place or with what share; when and where they were born changes nothing. */
function isSamePeople(before: readonly Person[], after: readonly Person[]): boolean {
  const places = (people: readonly Person[]): string => people.map(placeOf).sort().join('\n');
  return places(before) === places(after);
}

function placeOf(person: Person): string {
  const named = ['name', 'officerSiren', 'ownerSiren', 'role', 'kind', 'sharePercent', 'more'];
  return named.map((name) => plain(person[name])).join('|');
}

/** The latest day on which a newcomer is said to have come. */
function statedDay(people: readonly Person[], asOf: LocalDate): LocalDate | null {
  const since = addDays(asOf, -STATED_WITHIN_DAYS);
  const days = people.map((person) => text(person['sinceOn']));
  return (
    days
      .filter((day) => day > since && day <= asOf)
      .sort()
      .at(-1) ?? null
  );
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
