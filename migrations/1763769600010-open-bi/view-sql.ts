/** A column: its name, what it is computed from, and what it means (unit, clock, source). */
export type BiColumn = readonly [name: string, sql: string, comment: string];

export interface BiView {
  name: string;
  comment: string;
  columns: readonly BiColumn[];
  from: string;
}

/** "expression AS name, …" of the columns. */
export function selectItems(columns: readonly BiColumn[]): string {
  return columns.map(([name, sql]) => `${sql} AS ${name}`).join(',\n  ');
}

/** Creates the view with its comments. security_invoker: whoever asks is bound by its own row-level security. */
export function viewSql({ name, comment, columns, from }: BiView): string {
  const comments = columns.map(
    ([column, , text]) => `COMMENT ON COLUMN bi.${name}.${column} IS ${quote(text)};`,
  );
  return `
CREATE VIEW bi.${name} WITH (security_invoker = true) AS
SELECT ${selectItems(columns)}
FROM ${from};
COMMENT ON VIEW bi.${name} IS ${quote(comment)};
${comments.join('\n')}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
