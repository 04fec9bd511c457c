import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, FieldResolver, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { configError } from '../../kernel';
import {
  companyBySiren,
  countLegalEvents,
  factsOf,
  legalEventsByKey,
  legalEventsOf,
  MAX_PAGE_SIZE,
  officersOf,
  statementsOf,
  type StatementRow,
  withheldLegalEvents,
  type LegalEventRow,
} from '../../reports';
import { Asked, type AskedField } from '../asked';
import { emptyPage, toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { readableBy } from '../roles';
import { SirenScalar } from '../scalars';
import { fieldRestricted, readableRows, withhold, withholdRows } from '../use-restriction';
import { companyProvenance } from './company-provenance';
import {
  FinancialStatement,
  LegalEvent,
  LegalEventConnection,
  toFinancialStatement,
  toLegalEvent,
} from './company-records.type';
import { Company, FieldProvenance, Officer, toCompany } from './company.type';

@Resolver(() => Company)
export class CompanyResolver {
  @Query(() => Company, {
    nullable: true,
    description: 'The company with this number; null when the tenant knows none.',
  })
  async company(
    @Ctx() context: RequestContext,
    @Arg('siren', () => SirenScalar, { description: 'The number of the legal unit.' })
    siren: string,
  ): Promise<Company | null> {
    const row = await context.read((tx) => companyBySiren(tx, siren));
    return row === null ? null : toCompany(row, context.reader);
  }

  @FieldResolver(() => LegalEvent, {
    nullable: true,
    description: 'The notice `insolvency` comes from; null when it is NONE.',
  })
  async insolvencyNotice(
    @Root() company: Company,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<LegalEvent | null> {
    tellWithheld(company, context, info);
    const sourceKey = company.insolvencyEventKey;
    if (sourceKey === null) return null;
    const row = await context
      .batch<LegalEventRow>('legalEventByKey', async (tx, keys) => {
        const wanted = keys.map((key) => JSON.parse(key) as [string, string]);
        const rows = await legalEventsByKey(
          tx,
          wanted.map(([companyId, key]) => ({ companyId, sourceKey: key })),
        );
        return new Map(
          rows.map((each) => [JSON.stringify([each.companyId, each.sourceKey]), each]),
        );
      })
      .load(JSON.stringify([company.companyId, sourceKey]));
    const [readable] = row === null ? [] : readableRows([row], context, info);
    return readable === undefined ? null : toLegalEvent(readable);
  }

  @FieldResolver(() => [FinancialStatement], { description: 'Annual accounts, the latest first.' })
  async financialStatements(
    @Root() company: Company,
    @Asked() { context, info }: AskedField,
    @Arg('first', () => Int, { nullable: true, description: 'How many; all when absent.' })
    first: number | null | undefined,
  ): Promise<FinancialStatement[]> {
    if (first !== null && first !== undefined && (first < 0 || first > MAX_PAGE_SIZE)) {
      throw configError('BAD_PAGE_SIZE', `a list has 0 to ${MAX_PAGE_SIZE} items, not ${first}`, {
        place: { field: 'first' },
        remedy: `Ask for 0 to ${MAX_PAGE_SIZE}, or for all by leaving it out.`,
      });
    }
    const rows = (await context.batch('statements', statementsOf).load(company.companyId)) ?? [];
    const fullest = firstOfEach(
      readableRows(rows, context, info),
      (row) => `${row.closedOn} ${row.scope}`,
    );
    return fullest
      .slice(0, first ?? undefined)
      .map((row) => toFinancialStatement({ ...row, confidentiality: strictestSaid(row, rows) }));
  }

  @FieldResolver(() => LegalEventConnection, { description: 'Published notices, newest first.' })
  async legalEvents(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): Promise<ConnectionValue<LegalEvent>> {
    const page = pageOf(args);
    const readable = readableBy(context.key.role);
    const withheld = context.batch('withheldLegalEvents', (tx, ids) =>
      withheldLegalEvents(tx, ids, readable),
    );
    withholdRows((await withheld.load(companyId)) ?? [], context, info);
    return toConnection({
      page,
      load: async () =>
        (await context
          .batch(`legalEvents ${JSON.stringify(page)}`, (tx, ids) =>
            legalEventsOf(tx, ids, { page, readable }),
          )
          .load(companyId)) ?? emptyPage(),
      count: async () =>
        (await context
          .batch('countLegalEvents', (tx, ids) => countLegalEvents(tx, ids, readable))
          .load(companyId)) ?? 0,
      toNode: toLegalEvent,
    });
  }

  @FieldResolver(() => [Officer], {
    description: 'Who runs it, by role, as the most believed source names them that may be shown.',
  })
  async officers(
    @Root() company: Company,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Officer[]> {
    const rows = (await context.batch('officers', officersOf).load(company.companyId)) ?? [];
    const [first, ...others] = readableRows(rows, context, info);
    if (first === undefined) return [];
    return [first, ...others.filter((row) => row.connectionId === first.connectionId)].map(
      (row) => ({
        name: row.name,
        role: row.role,
        isLegalPerson: row.isLegalPerson,
        siren: row.officerSiren,
        since: row.sinceOn,
        connector: row.connectorId,
        useRestriction: row.useRestriction,
      }),
    );
  }

  @FieldResolver(() => [FieldProvenance], {
    description:
      'What each connection says of each field; of each field the value shown comes first.',
  })
  async provenance(
    @Root() company: Company,
    @Ctx() context: RequestContext,
    @Arg('fields', () => [String], {
      nullable: true,
      description: 'Only these fields; all when absent.',
    })
    fields: string[] | null,
  ): Promise<FieldProvenance[]> {
    const rows = (await context.batch('facts', factsOf).load(company.companyId)) ?? [];
    return companyProvenance(rows, fields ?? null, context);
  }

  @FieldResolver()
  name(
    @Root() company: Company,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): string {
    tellWithheld(company, context, info);
    return company.name;
  }

  @FieldResolver()
  status(
    @Root() company: Company,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Company['status'] {
    tellWithheld(company, context, info);
    return company.status;
  }

  @FieldResolver()
  insolvency(
    @Root() company: Company,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Company['insolvency'] {
    tellWithheld(company, context, info);
    return company.insolvency;
  }
}

/** For fields that cannot be null: they answer what everybody may know, and an error says that there is more. */
function tellWithheld(company: Company, context: RequestContext, info: GraphQLResolveInfo): void {
  const said = company.withheld.get(info.fieldName);
  if (said !== undefined)
    withhold(fieldRestricted(`Company.${info.fieldName}`, said), context, info);
}

/** Of rows in order the first of each key. */
const CONFIDENTIALITIES = ['PUBLIC', 'INCOME_STATEMENT', 'FULL'] as const;

/** What any source says was kept confidential of these accounts: a figure another one has is not public for that. */
function strictestSaid(
  shown: StatementRow,
  all: readonly StatementRow[],
): StatementRow['confidentiality'] {
  const ranks = all
    .filter(({ closedOn, scope }) => closedOn === shown.closedOn && scope === shown.scope)
    .map(({ confidentiality }) => CONFIDENTIALITIES.indexOf(confidentiality));
  return CONFIDENTIALITIES[Math.max(...ranks)] ?? shown.confidentiality;
}

function firstOfEach<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const key = keyOf(row);
    return !seen.has(key) && seen.add(key);
  });
}
