import type { Compiler, Row, TypePlan } from '../compiler';
import { jsonText, type Piece } from '../json-sql';
import type { SelectedField } from '../selection';
import { text } from './column-plans';

/** References as they are stored with a decision: kind and key of a record. */
const evidencePlan: TypePlan = {
  type: 'SourceRef',
  fields: {
    kind: text('kind'),
    sourceKey: (_, row) => jsonText(row.column('sourceKey')),
    connectionId: () => ['null'],
    file: () => ['null'],
    line: () => ['null'],
  },
};

/** A stored list of references, in its order. */
export function evidenceList(field: SelectedField, stored: string, compiler: Compiler): Piece[] {
  return storedList(stored, compiler, (element, open) =>
    compiler.object(
      field,
      open.beside(open.alias, {
        kind: `${element} ->> 'kind'`,
        sourceKey: `${element} ->> 'sourceKey'`,
      }),
      evidencePlan,
    ),
  );
}

/** The elements of a stored JSON array, in its order; each is written from the SQL of the element. */
export function storedList(
  stored: string,
  compiler: Compiler,
  write: (element: string, row: Row) => Piece[],
): Piece[] {
  const alias = compiler.nextAlias('v');
  const { row, scope } = compiler.open(alias, compiler.planned.present);
  const pieces = write(`${alias}.element`, row);
  const from = `jsonb_array_elements(${stored}) WITH ORDINALITY ${alias} (element, place) ${scope.joins()}`;
  return compiler.list(pieces, from, `${alias}.place`);
}
