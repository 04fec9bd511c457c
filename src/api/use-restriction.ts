/**
 * What a provider forbids to show is left out of the answer, and the answer says so: the rest stands, with an error
 * USE_RESTRICTED in `errors` at the place of what is missing.
 */
import { GraphQLError, type GraphQLResolveInfo, responsePathAsArray } from 'graphql';
import type { UseRestriction } from '../connector-kit';
import { authError, type EncoursError, type Locale } from '../kernel';
import type { LicensedRow } from '../reports';
import { strictestTerms, type SourceTerms } from '../scoring';
import type { RequestContext } from './request-context';
import { mayRead, readersOf } from './roles';

/** A value, or the error that stands in its place: graphql-js answers null and the error at the field's path. */
export type Guarded<Value> = Value | EncoursError;

/** Whether the caller may read what is so restricted. */
export function isReadable(context: RequestContext, restriction: UseRestriction): boolean {
  return mayRead(restriction, context.key.role, 'GRAPHQL');
}

/**
 * Those rows of a list the caller may read, in their order. For those it may not, one error at the list's path says how
 * many there are; call it once per list field. Rows that only some callers see must not hide others behind them: choose
 * among what this answers, not before.
 */
export function readableRows<Row extends LicensedRow>(
  rows: readonly Row[],
  context: RequestContext,
  info: GraphQLResolveInfo,
): Row[] {
  const withheld = rows.filter((row) => !isReadable(context, row.useRestriction));
  withholdRows(withheld, context, info);
  return rows.filter((row) => isReadable(context, row.useRestriction));
}

/** Throws USE_RESTRICTED for a row the caller may not read: for what is asked for by its own id. */
export function requireReadable(row: LicensedRow, context: RequestContext, what: string): void {
  const { useRestriction: restriction, connectorId: connector } = row;
  if (!isReadable(context, restriction)) throw fieldRestricted(what, { restriction, connector });
}

/** The strictest of terms that the caller may not read; null when it may read all. */
export function unreadableTerms(
  context: RequestContext,
  terms: readonly (SourceTerms | undefined)[],
): SourceTerms | null {
  const hidden = terms.flatMap((each) => each ?? []);
  return strictestTerms(hidden.filter(({ restriction }) => !isReadable(context, restriction)));
}

/** What stands where a text would tell what its source forbids to tell. */
const WITHHELD_TEXT: Readonly<Record<Locale, string>> = {
  en: 'Not shown: the source of it forbids to pass it on.',
  fr: 'Non communiqué : la source en interdit la diffusion.',
};

/** The text, or that it may not be told, with an error at its path. */
export function readableText(
  written: { text: () => string; terms: readonly (SourceTerms | undefined)[]; locale: Locale },
  context: RequestContext,
  info: GraphQLResolveInfo,
): string {
  const hidden = unreadableTerms(context, written.terms);
  if (hidden === null) return written.text();
  withhold(fieldRestricted(fieldOf(info), hidden), context, info);
  return WITHHELD_TEXT[written.locale];
}

/** Tells of rows that were left out of the list at this path; of none, nothing. */
export function withholdRows(
  withheld: readonly LicensedRow[],
  context: RequestContext,
  info: GraphQLResolveInfo,
): void {
  const [first] = withheld;
  if (first === undefined) return;
  const restriction = strictest(withheld);
  const connectors = [...new Set(withheld.map((row) => row.connectorId))].sort();
  const count = withheld.length === 1 ? 'one item is' : `${withheld.length} items are`;
  const error = useRestricted(
    `${count} withheld: what ${connectors.join(', ')} says may not be shown to a key with role ${context.key.role}`,
    { restriction, connector: connectors.join(','), field: fieldOf(info) },
  );
  withhold(error, context, info);
}

/** Adds the error to the answer at the path of the field; the field answers what it can. */
export function withhold(
  error: EncoursError,
  context: RequestContext,
  info: GraphQLResolveInfo,
): void {
  context.withheld.push(
    new GraphQLError(error.message, {
      nodes: info.fieldNodes,
      path: responsePathAsArray(info.path),
      originalError: error,
    }),
  );
}

/** The error of one field whose value the caller may not read. */
export function fieldRestricted(
  field: string,
  restricted: { restriction: UseRestriction; connector: string },
): EncoursError {
  const { restriction, connector } = restricted;
  return useRestricted(`what ${connector} says of ${field} may not be shown to this key`, {
    restriction,
    connector,
    field,
  });
}

function useRestricted(
  message: string,
  place: { restriction: UseRestriction; connector: string; field: string },
): EncoursError {
  return authError('USE_RESTRICTED', message, {
    remedy: `Use a key with role ${readersOf(place.restriction).join(' or ')}.`,
    place,
  });
}

function fieldOf(info: GraphQLResolveInfo): string {
  return `${info.parentType.name}.${info.fieldName}`;
}

function strictest(rows: readonly LicensedRow[]): UseRestriction {
  const isStrict = rows.some((row) => row.useRestriction === 'NO_REDISTRIBUTION');
  return isStrict ? 'NO_REDISTRIBUTION' : 'INTERNAL_ONLY';
}
