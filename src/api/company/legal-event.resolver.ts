import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { legalEventsByKey, type LegalEventRow } from '../../reports';
import {
  claimsDueOn,
  legalEventClass,
  legalEventSeverity,
  type LegalEventClass,
} from '../../unify';
import { keyOf } from '../global-ids';
import type { RequestContext } from '../request-context';
import { DateScalar } from '../scalars';
import { requireReadable } from '../use-restriction';
import { LegalEventClassEnum } from './company-profile.enums';
import { LegalEvent } from './company-records.type';

/** What a notice means to a creditor. */
@Resolver(() => LegalEvent)
export class LegalEventResolver {
  @FieldResolver(() => LegalEventClassEnum, { description: 'What it belongs to.' })
  class(@Root() notice: LegalEvent): LegalEventClass {
    return legalEventClass(notice.kind);
  }

  @FieldResolver(() => Int, {
    description:
      'How bad it is for a creditor: 6 liquidation, 5 receivership, 4 safeguard, 3 a plan that failed or striking off, 2 a plan or another step of proceedings, 1 their end or the sale of a business, 0 nothing.',
  })
  severity(@Root() notice: LegalEvent): number {
    return legalEventSeverity(notice.kind);
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description:
      'The last safe day to declare claims of before the opening: two months from publication (art. R. 622-24 C. com.). Creditors who do not live in the territory of the court, metropolitan France or the overseas department, have two months more. Null when the notice opens no proceedings, and with an error `USE_RESTRICTED` when the notice it corrects may not be shown to this key; a correction does not start the period again.',
  })
  async claimsDueOn(
    @Root() notice: LegalEvent,
    @Ctx() context: RequestContext,
  ): Promise<string | null> {
    const { kind, publishedOn, relation } = notice;
    if (claimsDueOn({ kind, publishedOn, relation, firstPublishedOn: null }) === null) return null;
    const firstPublishedOn = await publicationOf(notice, context);
    return claimsDueOn({ kind, publishedOn, relation, firstPublishedOn });
  }
}

/**
 * The day the notice that this one corrects was published; null when it corrects none that is known. Throws USE_RESTRICTED
 * when the caller may not read that notice: the period would tell its day, and the correction's own day is too late.
 */
async function publicationOf(notice: LegalEvent, context: RequestContext): Promise<string | null> {
  if (notice.relation !== 'RECTIFIES' || notice.relatedNumber === null) return null;
  const companyId = keyOf('Company', notice.companyId);
  const corrected = await context
    .batch<LegalEventRow>('correctedNotice', async (tx, keys) => {
      const wanted = keys.map((key) => JSON.parse(key) as [string, string]);
      const rows = await legalEventsByKey(
        tx,
        wanted.map(([company, sourceKey]) => ({ companyId: company, sourceKey })),
      );
      return new Map(rows.map((row) => [JSON.stringify([row.companyId, row.sourceKey]), row]));
    })
    .load(JSON.stringify([companyId, notice.relatedNumber]));
  if (corrected !== null) requireReadable(corrected, context, 'LegalEvent.claimsDueOn');
  return corrected?.publishedOn ?? null;
}
