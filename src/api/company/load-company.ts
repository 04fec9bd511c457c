import { companiesById } from '../../reports';
import { indexRows, type RequestContext } from '../request-context';
import { toCompany, type Company } from './company.type';

/** The company, batched with others asked for; null for an unknown key. */
export async function loadCompany(
  context: RequestContext,
  companyId: string,
): Promise<Company | null> {
  const row = await context
    .batch('companies', async (tx, ids) =>
      indexRows(await companiesById(tx, ids), (each) => each.companyId),
    )
    .load(companyId);
  return row === null ? null : toCompany(row, context.reader);
}
