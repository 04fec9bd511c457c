import { Arg, Args, Ctx, FieldResolver, Int, Query, Resolver, Root } from 'type-graphql';
import { configError, globalId } from '../../kernel';
import {
  companyBySiren,
  countLegalEvents,
  factsOf,
  legalEventsByKey,
  legalEventsOf,
  MAX_PAGE_SIZE,
  officersOf,
  providerScoresOf,
  statementsOf,
  type LegalEventRow,
} from '../../reports';
import { emptyPage, toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { SirenScalar } from '../scalars';
import {
  FinancialStatement,
  LegalEvent,
  LegalEventConnection,
  toFinancialStatement,
  toLegalEvent,
} from './company-records.type';
import { Company, FieldProvenance, Officer, ProviderScore, toCompany } from './company.type';

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
    return row === null ? null : toCompany(row);
  }

  @FieldResolver(() => LegalEvent, {
    nullable: true,
    description: 'The notice `insolvency` comes from; null when it is NONE.',
  })
  async insolvencyNotice(
    @Root() company: Company,
    @Ctx() context: RequestContext,
  ): Promise<LegalEvent | null> {
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
    return row === null ? null : toLegalEvent(row);
  }

  @FieldResolver(() => [FinancialStatement], { description: 'Annual accounts, the latest first.' })
  async financialStatements(
    @Root() company: Company,
    @Ctx() context: RequestContext,
    @Arg('first', () => Int, { nullable: true, description: 'How many; all when absent.' })
    first: number | null | undefined,
  ): Promise<FinancialStatement[]> {
    if (first !== null && first !== undefined && (first < 0 || first > MAX_PAGE_SIZE)) {
      throw configError('BAD_PAGE_SIZE', `a list has 0 to ${MAX_PAGE_SIZE} items, not ${first}`);
    }
    const rows = (await context.batch('statements', statementsOf).load(company.companyId)) ?? [];
    return rows.slice(0, first ?? undefined).map(toFinancialStatement);
  }

  @FieldResolver(() => LegalEventConnection, { description: 'Published notices, newest first.' })
  legalEvents(
    @Root() company: Company,
    @Ctx() context: RequestContext,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): ConnectionValue<LegalEvent> {
    const page = pageOf(args);
    return toConnection({
      page,
      load: async () =>
        (await context
          .batch(`legalEvents ${JSON.stringify(page)}`, (tx, ids) => legalEventsOf(tx, ids, page))
          .load(company.companyId)) ?? emptyPage(),
      count: async () =>
        (await context.batch('countLegalEvents', countLegalEvents).load(company.companyId)) ?? 0,
      toNode: toLegalEvent,
    });
  }

  @FieldResolver(() => [Officer], { description: 'Who runs it, by role.' })
  async officers(@Root() company: Company, @Ctx() context: RequestContext): Promise<Officer[]> {
    const rows = (await context.batch('officers', officersOf).load(company.companyId)) ?? [];
    return rows.map((row) => ({
      name: row.name,
      role: row.role,
      isLegalPerson: row.isLegalPerson,
      siren: row.officerSiren,
      since: row.sinceOn,
    }));
  }

  @FieldResolver(() => [ProviderScore], {
    description: 'Scores of providers, raw, each on its scale.',
  })
  async providerScores(
    @Root() company: Company,
    @Ctx() context: RequestContext,
  ): Promise<ProviderScore[]> {
    const rows = await context.batch('providerScores', providerScoresOf).load(company.companyId);
    return (rows ?? []).map((row) => ({ ...row, connector: row.connectorId }));
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
    return rows
      .filter((row) => fields?.includes(row.field) ?? true)
      .map((row) => ({
        field: row.field,
        value: row.value,
        isChosen: row.isChosen,
        connector: row.connectorId,
        connectionId: globalId('Connection', row.connectionId),
        stream: row.stream,
        sourceRecord: row.sourceKey,
        observedOn: row.observedOn,
        fetchedAt: row.fetchedAt,
      }));
  }
}
