import { globalId } from '../../kernel';
import type { FactRow } from '../../reports';
import type { RequestContext } from '../request-context';
import { fieldRestricted, isReadable } from '../use-restriction';
import type { FieldProvenance } from './company.type';
import { FIELD_OF } from './read-company';

/**
 * What each connection says of each field of `Company`, in the order of the facts: a field that is kept in two parts (the
 * ends of a range, a code and its label) is told once per connection. `wanted` are fields; all when absent.
 */
export function companyProvenance(
  facts: readonly FactRow[],
  wanted: readonly string[] | null,
  context: RequestContext,
): FieldProvenance[] {
  const told = new Map<string, FactRow[]>();
  for (const fact of facts) {
    const field = FIELD_OF[fact.field] ?? fact.field;
    if (wanted !== null && !wanted.includes(field) && !wanted.includes(fact.field)) continue;
    const key = `${field} ${fact.connectionId}`;
    told.set(key, [...(told.get(key) ?? []), fact]);
  }
  const shown = shownParts(facts);
  return [...told.values()]
    .flatMap((parts) => toProvenance(parts, shown, context) ?? [])
    .sort((left, right) => order(left, right));
}

/** Of a field in two parts, the one `Company` shows first when it is known: its source is the field's. */
const LEADING: readonly string[] = ['legal_form_label', 'employees_min'];

/** The fact shown for each field: one, also where the parts of a field were chosen from different sources. */
function shownParts(facts: readonly FactRow[]): ReadonlySet<FactRow> {
  const shown = new Map<string, FactRow>();
  for (const fact of facts) {
    const field = FIELD_OF[fact.field] ?? fact.field;
    if (!fact.isChosen || (shown.has(field) && !LEADING.includes(fact.field))) continue;
    shown.set(field, fact);
  }
  return new Set(shown.values());
}

function toProvenance(
  parts: readonly FactRow[],
  shown: ReadonlySet<FactRow>,
  context: RequestContext,
): FieldProvenance | null {
  // The part that is shown speaks for the others.
  const fact = parts.find((part) => shown.has(part)) ?? parts[0];
  if (fact === undefined) return null;
  const field = FIELD_OF[fact.field] ?? fact.field;
  const { useRestriction, connectorId: connector } = fact;
  return {
    field,
    value: isReadable(context, useRestriction)
      ? valueOf(field, parts)
      : fieldRestricted(`Company.${field}`, { restriction: useRestriction, connector }),
    isChosen: shown.has(fact),
    connector,
    connectionId: globalId('Connection', fact.connectionId),
    stream: fact.stream,
    sourceRecord: fact.sourceKey,
    observedOn: fact.observedOn,
    fetchedAt: fact.fetchedAt,
    useRestriction,
  };
}

function valueOf(field: string, parts: readonly FactRow[]): unknown {
  const part = (name: string): unknown => parts.find((fact) => fact.field === name)?.value ?? null;
  if (field === 'employees') return { min: part('employees_min'), max: part('employees_max') };
  if (field === 'legalForm') return part('legal_form_label') ?? part('legal_form_code');
  return parts[0]?.value ?? null;
}

function order(left: FieldProvenance, right: FieldProvenance): number {
  if (left.field !== right.field) return left.field < right.field ? -1 : 1;
  return Number(right.isChosen) - Number(left.isChosen);
}
