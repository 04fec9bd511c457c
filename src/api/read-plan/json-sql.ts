/**
 * JSON as SQL writes it: pieces of text that one concat() joins. Postgres builds the finished answer this way three
 * times as fast as with json_build_object, whose cost is looking up the type of every argument of every row.
 */

/** Text that stands as it is, or an SQL expression whose text is put in its place; NULL puts nothing. */
export type Piece = string | { readonly sql: string };

/** PostgreSQL functions take at most 100 arguments. */
const MAX_ARGUMENTS = 90;

/** One SQL expression of type text for the pieces. */
export function toSql(pieces: readonly Piece[]): string {
  const parts = merged(pieces).map((piece) =>
    typeof piece === 'string' ? literal(piece) : piece.sql,
  );
  const [only = `''`] = parts;
  if (parts.length <= 1) return typeof pieces[0] === 'string' ? only : `(${only})::text`;
  const groups: string[] = [];
  for (let start = 0; start < parts.length; start += MAX_ARGUMENTS) {
    groups.push(`concat(${parts.slice(start, start + MAX_ARGUMENTS).join(', ')})`);
  }
  return groups.length === 1 ? (groups[0] ?? '') : `(${groups.join(' || ')})`;
}

function merged(pieces: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  for (const piece of pieces) {
    const last = result.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') {
      result[result.length - 1] = last + piece;
    } else {
      result.push(piece);
    }
  }
  return result;
}

/** A text constant of SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A JSON object of members whose values are JSON already. */
export function jsonObject(members: readonly { key: string; value: readonly Piece[] }[]): Piece[] {
  const pieces: Piece[] = ['{'];
  members.forEach(({ key, value }, index) => {
    pieces.push(`${index === 0 ? '' : ','}${JSON.stringify(key)}:`, ...value);
  });
  return [...pieces, '}'];
}

/** Text of any content, escaped. */
export function jsonText(sql: string): Piece[] {
  return [{ sql: `coalesce(to_json(${sql})::text, 'null')` }];
}

/** Text that needs no escaping (an id, a code, a date, an amount), never NULL. */
export function jsonToken(sql: string): Piece[] {
  return ['"', { sql }, '"'];
}

/** The same, or null. */
export function jsonTokenOrNull(sql: string): Piece[] {
  return [{ sql: `coalesce('"' || (${sql}) || '"', 'null')` }];
}

/** A number, or null. */
export function jsonNumber(sql: string): Piece[] {
  return [{ sql: `coalesce((${sql})::text, 'null')` }];
}

/** A claim, or null. */
export function jsonBoolean(sql: string): Piece[] {
  return [{ sql: `CASE ${sql} WHEN true THEN 'true' WHEN false THEN 'false' ELSE 'null' END` }];
}

/** An instant in UTC with milliseconds, or null. */
export function jsonInstant(sql: string): Piece[] {
  return jsonTokenOrNull(`to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
}

/** JSON of the database, or null. */
export function jsonValue(sql: string): Piece[] {
  return [{ sql: `coalesce((${sql})::text, 'null')` }];
}

/** The pieces, or null where the condition does not hold. */
export function jsonWhere(condition: string, pieces: readonly Piece[]): Piece[] {
  return [{ sql: `CASE WHEN ${condition} THEN ${toSql(pieces)} ELSE 'null' END` }];
}

/** The global id of a key. Its base64 never has the two characters that base64url writes otherwise. */
export function globalIdSql(type: string, key: string): string {
  const encoded = `encode(('${type}:' || ${key})::bytea, 'base64')`;
  const isPadded = (type.length + 1 + 36) % 3 !== 0;
  return isPadded ? `rtrim(${encoded}, '=')` : encoded;
}
