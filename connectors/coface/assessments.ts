/** The stream `assessments`: found, ordered once, and asked for until everything ordered has been delivered. */
import {
  contractError,
  type Json,
  type ReadContext,
  type SubjectAnswer,
} from '../../src/connector-kit';
import { fetchPublication, findCompanies, orderAssessments } from './client';
import type { CofaceConfig } from './config';

type Context = ReadContext<CofaceConfig>;

/** UNKNOWN when Coface has no such company; INCOMPLETE while a part of the order is in preparation. */
export async function readAssessments(context: Context, siren: string): Promise<SubjectAnswer> {
  const companyId = context.identifierOf(siren, 'COFACE') ?? (await identify(context, siren));
  if (companyId === null) return { items: [], outcome: 'UNKNOWN' };
  const ordered = await orderAssessments(context, { siren, companyId });
  const assessments: Json[] = [];
  let isComplete = true;
  for (const { deliveryId } of ordered) {
    const delivered = await fetchPublication(context, deliveryId);
    isComplete &&= delivered !== null;
    assessments.push(...(delivered ?? []));
  }
  const payload = { siren, companyId, assessments };
  const items = assessments.length === 0 ? [] : [{ sourceKey: siren, payload }];
  if (isComplete) return { items, outcome: 'FOUND' };
  return { items, outcome: 'INCOMPLETE', isPending: true };
}

async function identify(context: Context, siren: string): Promise<string | null> {
  const [first, ...others] = await findCompanies(context, siren);
  if (others.length === 0) return first ?? null;
  throw contractError('PAYLOAD_INVALID', `${siren} is ${others.length + 1} companies at Coface`, {
    place: { path: 'companies' },
  });
}
