import { ageBuckets, ageingColumns, receivablesAt, type AgeingQuery } from '../../../reports';
import { objectType, type Compiler, type Row } from '../compiler';
import { jsonObject, type Piece } from '../json-sql';
import { NotPlanned } from '../not-planned';
import type { SelectedField } from '../selection';

export interface AgeingPlace {
  row: Row;
  /** Which of the receivables `r` are aged. */
  where: string;
  /** SQL of the currency they are counted in. */
  currency: string;
}

/** Ageing of a row's open items. */
export function planAgeing(
  field: SelectedField,
  { query, place }: { query: AgeingQuery; place: AgeingPlace },
  compiler: Compiler,
): Piece[] {
  const { row, where, currency } = place;
  const from = receivablesAt(query.point, compiler.params);
  const columns = ageingColumns(query, compiler.params);
  const meaning = `ageing ${query.basis} ${query.bucketDays.join()}`;
  const sums = row.join(
    meaning,
    (alias) => `CROSS JOIN LATERAL (SELECT ${columns} FROM ${from}
      WHERE ${where} AND r.open_minor <> 0 AND r.currency = ${currency}) ${alias}`,
  );
  return ageingJson(field, { sums, currency, query }, compiler);
}

/** Ageing as JSON, from an alias with the columns of ageingColumns. */
export function ageingJson(
  field: SelectedField,
  { sums, currency, query }: { sums: string; currency: string; query: AgeingQuery },
  compiler: Compiler,
): Piece[] {
  const type = objectType(field);
  const buckets = ageBuckets(query.bucketDays, query.basis);
  const value = (selected: SelectedField): Piece[] => {
    switch (selected.name) {
      case '__typename':
        return [JSON.stringify(type.name)];
      case 'notDue':
      case 'undated':
      case 'unallocated':
      case 'outstanding':
      case 'assumedDue':
        return compiler.money(selected, `${sums}."${selected.name}"`, currency);
      case 'buckets':
        return [
          '[',
          ...buckets.flatMap((bucket, index) => [
            ...(index === 0 ? [] : [',']),
            ...bucketJson(
              selected,
              { bucket, minor: `${sums}.buckets[${index + 1}]`, currency },
              compiler,
            ),
          ]),
          ']',
        ];
      default:
        throw new NotPlanned(`Ageing.${selected.name}`);
    }
  };
  return jsonObject(
    compiler.fieldsOf(type, field).map((selected) => ({
      key: selected.key,
      value: value(selected),
    })),
  );
}

function bucketJson(
  field: SelectedField,
  at: { bucket: ReturnType<typeof ageBuckets>[number]; minor: string; currency: string },
  compiler: Compiler,
): Piece[] {
  const type = objectType(field);
  return jsonObject(
    compiler.fieldsOf(type, field).map((selected) => {
      const { key, name } = selected;
      if (name === '__typename') return { key, value: [JSON.stringify(type.name)] };
      if (name === 'amount') return { key, value: compiler.money(selected, at.minor, at.currency) };
      const constant = (at.bucket as unknown as Record<string, unknown>)[name];
      if (constant === undefined) throw new NotPlanned(`AgeBucketAmount.${name}`);
      return { key, value: [JSON.stringify(constant)] };
    }),
  );
}
