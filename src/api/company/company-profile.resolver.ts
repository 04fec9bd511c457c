import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import {
  countEstablishments,
  coversOf,
  establishmentsOf,
  groupLinksOf,
  identifiersOfCompanies,
  insurancePolicies,
  ownersOf,
  paymentIndexesOf,
  providerScoresOf,
  readingsOfCompanies,
  recommendedLimitsOf,
  screeningHitsOf,
  withheldEstablishments,
  type LicensedRow,
} from '../../reports';
import type { Transaction } from '../../database';
import { Asked, type AskedField } from '../asked';
import { emptyPage, toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { readableBy } from '../roles';
import { DateScalar } from '../scalars';
import { readableRows, withholdRows } from '../use-restriction';
import {
  InsuranceCover,
  InsurancePolicy,
  PaymentIndex,
  ProviderReading,
  RecommendedLimit,
  ScreeningHit,
  toInsuranceCover,
  toInsurancePolicy,
  toPaymentIndex,
  toProviderReading,
  toRecommendedLimit,
  toScreeningHit,
} from './company-opinions.type';
import {
  CompanyIdentifier,
  CompanyOwner,
  type Establishment,
  EstablishmentConnection,
  GroupParent,
  toCompanyIdentifier,
  toCompanyOwner,
  toEstablishment,
  toGroupParent,
} from './company-structure.type';
import { Company, ProviderScore } from './company.type';

/** A company as its providers describe it, each record with where it comes from. */
@Resolver(() => Company)
export class CompanyProfileResolver {
  @FieldResolver(() => EstablishmentConnection, {
    description:
      'Places of business, the seat first, then those in use, as the most believed source tells them.',
  })
  async establishments(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): Promise<ConnectionValue<Establishment>> {
    const page = pageOf(args);
    const readable = readableBy(context.key.role);
    const withheld = context.batch('withheldEstablishments', (tx, ids) =>
      withheldEstablishments(tx, ids, readable),
    );
    withholdRows((await withheld.load(companyId)) ?? [], context, info);
    return toConnection({
      page,
      load: async () =>
        (await context
          .batch(`establishments ${JSON.stringify(page)}`, (tx, ids) =>
            establishmentsOf(tx, ids, { page, readable }),
          )
          .load(companyId)) ?? emptyPage(),
      count: async () =>
        (await context
          .batch('countEstablishments', (tx, ids) => countEstablishments(tx, ids, readable))
          .load(companyId)) ?? 0,
      toNode: toEstablishment,
    });
  }

  @FieldResolver(() => [CompanyOwner], {
    description: 'Who owns it, as every source tells it, the most believed source first.',
  })
  async owners(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
  ): Promise<CompanyOwner[]> {
    const rows = await readRows('owners', ownersOf, { companyId, context, info });
    return rows.map(toCompanyOwner);
  }

  @FieldResolver(() => [GroupParent], {
    description: 'Companies above it, direct parents first, as every source tells it.',
  })
  async group(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
  ): Promise<GroupParent[]> {
    const rows = await readRows('groupLinks', groupLinksOf, { companyId, context, info });
    return rows.map(toGroupParent);
  }

  @FieldResolver(() => [CompanyIdentifier], {
    description: 'Numbers under which others know it, the most believed source of each first.',
  })
  async identifiers(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
  ): Promise<CompanyIdentifier[]> {
    const asked = { companyId, context, info };
    const rows = await readRows('identifiers', identifiersOfCompanies, asked);
    return rows.map(toCompanyIdentifier);
  }

  @FieldResolver(() => [ProviderScore], {
    description: 'Scores of providers, raw, each on its scale: what each says last.',
  })
  async providerScores(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
    @Arg('history', () => Boolean, {
      defaultValue: false,
      description: 'Whether past values are given too, after the last of each scale.',
    })
    history: boolean,
  ): Promise<ProviderScore[]> {
    const rows = await readRows('providerScores', providerScoresOf, { companyId, context, info });
    const series = history ? rows : latest(rows, (row) => `${row.connectionId} ${row.scale}`);
    return series.map((row) => ({ ...row, connector: row.connectorId }));
  }

  @FieldResolver(() => [RecommendedLimit], {
    description: 'How much providers say may be owed: what each said last.',
  })
  async recommendedLimits(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
    @Arg('history', () => Boolean, {
      defaultValue: false,
      description: 'Whether what they said before is given too, after what they said last.',
    })
    history: boolean,
  ): Promise<RecommendedLimit[]> {
    const asked = { companyId, context, info };
    const rows = await readRows('recommendedLimits', recommendedLimitsOf, asked);
    const series = history ? rows : latest(rows, (row) => `${row.connectionId} ${row.kind}`);
    return series.map(toRecommendedLimit);
  }

  @FieldResolver(() => [InsuranceCover], {
    description: 'What credit insurers cover, as they last told it.',
  })
  async covers(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
    @Arg('on', () => DateScalar, {
      nullable: true,
      description:
        'The day to tell of, as far as is known now; a cover not decided yet is left out.',
    })
    on: string | null | undefined,
  ): Promise<InsuranceCover[]> {
    const when = { on: on ?? null, today: context.today };
    const read = (tx: Transaction, ids: readonly string[]): ReturnType<typeof coversOf> =>
      coversOf(tx, ids, when);
    const rows = await readRows(`covers ${when.on}`, read, { companyId, context, info });
    return rows.map(toInsuranceCover);
  }

  @FieldResolver(() => [PaymentIndex], {
    description: 'How it pays its suppliers: what each bureau measured last.',
  })
  async paymentIndexes(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
    @Arg('history', () => Boolean, {
      defaultValue: false,
      description: 'Whether what was measured before is given too.',
    })
    history: boolean,
  ): Promise<PaymentIndex[]> {
    const rows = await readRows('paymentIndexes', paymentIndexesOf, { companyId, context, info });
    const series = history ? rows : latest(rows, (row) => `${row.connectionId} ${row.scale}`);
    return series.map(toPaymentIndex);
  }

  @FieldResolver(() => [ScreeningHit], {
    description: 'Whom on watch lists it resembles, the closest first.',
  })
  async screeningHits(
    @Root() { companyId }: Company,
    @Asked() { context, info }: AskedField,
  ): Promise<ScreeningHit[]> {
    const rows = await readRows('screeningHits', screeningHitsOf, { companyId, context, info });
    return rows.map(toScreeningHit);
  }

  @FieldResolver(() => [ProviderReading], {
    description: 'When each stream of each connection last read it, and what came of it.',
  })
  async readings(
    @Root() { companyId }: Company,
    @Ctx() context: RequestContext,
  ): Promise<ProviderReading[]> {
    const rows = await context.batch('readings', readingsOfCompanies).load(companyId);
    return (rows ?? []).map(toProviderReading);
  }

  @Query(() => [InsurancePolicy], {
    description: 'The seller’s credit insurance policies, by number.',
  })
  async insurancePolicies(@Asked() { context, info }: AskedField): Promise<InsurancePolicy[]> {
    const rows = await context.read(insurancePolicies);
    return readableRows(rows, context, info).map(toInsurancePolicy);
  }
}

interface Question extends AskedField {
  companyId: string;
}

/** The rows of a company that the caller may read. */
async function readRows<Row extends LicensedRow>(
  name: string,
  read: (tx: Transaction, ids: readonly string[]) => Promise<ReadonlyMap<string, Row[]>>,
  { companyId, context, info }: Question,
): Promise<Row[]> {
  const rows = await context.batch(name, read).load(companyId);
  return readableRows(rows ?? [], context, info);
}

/** The first row of each series, of rows that come series by series. */
function latest<Row>(rows: readonly Row[], seriesOf: (row: Row) => string): Row[] {
  const seen = new Set<string>();
  return rows.filter((row) => {
    const series = seriesOf(row);
    return !seen.has(series) && seen.add(series);
  });
}
