import {
  getArgumentValues,
  getNamedType,
  isObjectType,
  type GraphQLObjectType,
  type SelectionSetNode,
} from 'graphql';
import type { UseRestriction } from '../../connector-kit';
import type { Params, ReportPoint, WantedPoint } from '../../reports';
import { jsonObject, literal, toSql, type Piece } from './json-sql';
import { NotPlanned } from './not-planned';
import { selectedFields, type SelectedField, type SelectionSource } from './selection';

/** Rows of one FROM item, and what is joined to them for the fields selected. */
export class Row {
  constructor(
    /** Name of the FROM item. */
    readonly alias: string,
    private readonly place: { point: ReportPoint; scope: Scope },
    /** Columns that are taken from elsewhere, by name. */
    private readonly columns: Readonly<Record<string, string>> = {},
  ) {}

  /** The dates the row's figures are for. */
  get point(): ReportPoint {
    return this.place.point;
  }

  column(name: string): string {
    return this.columns[name] ?? `${this.alias}.${name}`;
  }

  /** Joins once per meaning, whoever asks; `build` gets the new alias and gives the JOIN clause. */
  join(meaning: string, build: (alias: string) => string): string {
    return this.place.scope.join(`${this.alias} ${meaning}`, build);
  }

  /** Another item of the same FROM clause, as a row of its own. */
  beside(alias: string, columns: Readonly<Record<string, string>> = {}): Row {
    return new Row(alias, this.place, columns);
  }
}

/** One FROM clause. */
export class Scope {
  private readonly aliases = new Map<string, string>();
  private readonly clauses: string[] = [];

  constructor(private readonly compiler: Compiler) {}

  join(meaning: string, build: (alias: string) => string): string {
    const known = this.aliases.get(meaning);
    if (known !== undefined) return known;
    const alias = this.compiler.nextAlias('j');
    this.aliases.set(meaning, alias);
    this.clauses.push(build(alias));
    return alias;
  }

  joins(): string {
    return this.clauses.join('\n');
  }
}

/** A field to be written, with its arguments as the schema coerces them. */
export interface FieldSite {
  field: SelectedField;
  args: Record<string, unknown>;
}

export type FieldPlan = (site: FieldSite, row: Row, compiler: Compiler) => Piece[];

/** How a field of Query is written. */
export type RootPlan = (
  site: FieldSite,
  compiler: Compiler,
  pointOf: (wanted: WantedPoint) => ReportPoint,
) => Piece[];

/** How each field of a type is written; a field that is not here is left to the resolvers. */
export interface TypePlan {
  type: string;
  fields: Readonly<Record<string, FieldPlan>>;
}

export interface Planned {
  source: SelectionSource;
  params: Params;
  plans: ReadonlyMap<string, TypePlan>;
  booksCurrency: string;
  /** The measured cost of the operation. */
  cost: number;
  tenantId: string;
  /** The restrictions whose values the reader may not see. */
  hidden: readonly UseRestriction[];
  /** The point of what is read as it stands now. */
  present: ReportPoint;
  /** That point was supposed; what states it has to ask for it first. */
  isPresentAssumed: boolean;
  /** Marks texts that are put into words after the database has answered. */
  textMark: string;
}

/** Half a gigabyte is more than a string holds, and the driver's failure to make one would end the process. */
export const MAX_ANSWER_BYTES = 128_000_000;

/** Writes one operation as SQL. */
export class Compiler {
  private aliases = 0;
  /** Whether the answer holds marked texts. */
  hasTexts = false;
  private readonly ctes: string[] = [];
  private readonly guards: string[] = [];

  constructor(readonly planned: Planned) {}

  get params(): Params {
    return this.planned.params;
  }

  nextAlias(prefix: string): string {
    this.aliases += 1;
    return `${prefix}${this.aliases}`;
  }

  /** Computes something once for the whole statement; answers the name to read it by. */
  with(meaning: string, query: string): string {
    const name = this.nextAlias(meaning);
    this.ctes.push(`${name} AS MATERIALIZED (${query})`);
    return name;
  }

  /** The statement's own finding that the resolvers have to answer. */
  leaveToResolversIf(condition: string): void {
    this.guards.push(condition);
  }

  /**
   * Pieces that end the statement where stored evidence (SQL for its list) rests on what the reader may not see, and
   * write nothing elsewhere. For readers who may see everything there is nothing to ask.
   */
  unlessHidden(evidence: string): Piece[] {
    if (this.planned.hidden.length === 0) return [];
    const isHidden = this.planned.hidden.map((restriction) => `@ == "${restriction}"`).join(' || ');
    const path = literal(`$[*].terms.restriction ? (${isHidden})`);
    return [{ sql: `CASE WHEN ${evidence} @? ${path} THEN leave_to_resolvers() END` }];
  }

  /**
   * The finished statement: one row of the JSON and what was found on the way. The JSON is written only when it is the
   * answer, and handed over only when it is no longer than the process can take: OFFSET keeps each step to itself.
   */
  statement(data: readonly Piece[], isOtherwise: string): string {
    const ctes = this.ctes.length === 0 ? '' : `WITH ${this.ctes.join(', ')} `;
    const guards = this.guards.map((guard) => `coalesce(${guard}, false)`).join(' OR ');
    const answer =
      guards === ''
        ? `SELECT ${toSql(data)} AS data, false AS is_for_resolvers`
        : `SELECT CASE WHEN NOT g.is_met THEN ${toSql(data)} END AS data, g.is_met AS is_for_resolvers
           FROM (SELECT ${guards} AS is_met OFFSET 0) g`;
    return `${ctes}SELECT CASE WHEN octet_length(answer.data) <= ${MAX_ANSWER_BYTES} THEN answer.data END AS data,
      ${isOtherwise} AS "isOtherwise", answer.is_for_resolvers AS "isForResolvers"
      FROM (${answer} OFFSET 0) answer`;
  }

  /** A row of a new FROM clause; `from` has the clause's joins when everything selected has been written. */
  open(alias: string, point: ReportPoint): { row: Row; scope: Scope } {
    const scope = new Scope(this);
    return { row: new Row(alias, { point, scope }), scope };
  }

  site(field: SelectedField): FieldSite {
    const [node] = field.nodes;
    if (field.definition === null) return { field, args: {} };
    return {
      field,
      args: getArgumentValues(field.definition, node, this.planned.source.variables),
    };
  }

  fieldsOf(type: GraphQLObjectType, field: SelectedField): SelectedField[] {
    return selectedFields(this.planned.source, type, selectionSets(field));
  }

  /** The object a field answers, written from the row; by another plan than its type's where rows differ. */
  object(field: SelectedField, row: Row, otherPlan?: TypePlan): Piece[] {
    const type = objectType(field);
    const plan = otherPlan ?? this.planned.plans.get(type.name);
    if (plan === undefined) throw new NotPlanned(type.name);
    return jsonObject(
      this.fieldsOf(type, field).map((selected) => ({
        key: selected.key,
        value: this.member(selected, { type, plan, row }),
      })),
    );
  }

  private member(
    selected: SelectedField,
    at: { type: GraphQLObjectType; plan: TypePlan; row: Row },
  ): Piece[] {
    if (selected.definition === null) return [JSON.stringify(at.type.name)];
    const write = Object.hasOwn(at.plan.fields, selected.name)
      ? at.plan.fields[selected.name]
      : undefined;
    if (write === undefined) throw new NotPlanned(`${at.type.name}.${selected.name}`);
    return write(this.site(selected), at.row, this);
  }

  /** The money of a field, from SQL for minor units and currency. */
  money(field: SelectedField, minor: string, currency: string): Piece[] {
    const type = objectType(field);
    return jsonObject(
      this.fieldsOf(type, field).map(({ key, name, definition }) => ({
        key,
        value:
          definition === null
            ? [JSON.stringify(type.name)]
            : name === 'amount'
              ? ['"', { sql: this.decimal(minor, currency) }, '"']
              : ['"', { sql: currency }, '"'],
      })),
    );
  }

  /** Minor units as a decimal in major units; the books' own currency, which nearly all is in, without a look-up. */
  private decimal(minor: string, currency: string): string {
    const general = `major_units((${minor})::bigint, ${currency})`;
    if (this.planned.booksCurrency !== 'EUR') return general;
    return `CASE ${currency} WHEN 'EUR' THEN (${minor})::numeric * 0.01 ELSE ${general} END`;
  }

  /** A text in words of a language, to be filled in when the database has answered. */
  text(kind: string, locale: string, from: { key: string; params: string }): Piece[] {
    this.hasTexts = true;
    const mark = literal(this.planned.textMark);
    const told = `json_build_array(${literal(kind)}, ${this.params.add(locale, 'text')}, ${from.key}, ${from.params})`;
    return [{ sql: `to_json(${mark} || ${told}::text)` }];
  }

  /** A subquery of one row, or null when there is none. */
  one(pieces: readonly Piece[], from: string): Piece[] {
    return [{ sql: `coalesce((SELECT ${toSql(pieces)} FROM ${from}), 'null')` }];
  }

  /** A JSON array of the rows of a subquery in an order. */
  list(pieces: readonly Piece[], from: string, order: string): Piece[] {
    return [
      {
        sql: `(SELECT '[' || coalesce(string_agg(${toSql(pieces)}, ',' ORDER BY ${order}), '') || ']' FROM ${from})`,
      },
    ];
  }
}

/** The object type a field answers, one or a list of. */
export function objectType(field: SelectedField): GraphQLObjectType {
  const type = field.definition === null ? null : getNamedType(field.definition.type);
  if (!isObjectType(type)) throw new NotPlanned(`${field.name}, which answers no object`);
  return type;
}

function selectionSets(field: SelectedField): SelectionSetNode[] {
  return field.nodes.flatMap((node) => node.selectionSet ?? []);
}
