/** Which organisation is read: a consent may cover several. */
import { configError, decode, type Decoded, type EncoursError } from '../../src/connector-kit';
import { fetchConnections, type Context } from './client';
import { connectionsAnswer } from './payloads';

/** The organisation of the settings, or the only one the consent covers. Throws CONFIG XERO_TENANT_UNCLEAR. */
export async function tenantOf(context: Context): Promise<string> {
  return context.config.tenantId ?? (await organisation(context)).tenantId;
}

/** Asks which organisations the consent covers: it holds, and the one that is meant is among them. */
export async function probeOrganisation(context: Context): Promise<string> {
  const { tenantName, tenantId } = await organisation(context);
  return `Xero answers: ${tenantName ?? tenantId}`;
}

type Connections = Decoded<typeof connectionsAnswer>;

async function organisation(context: Context): Promise<Connections[number]> {
  const { tenantId } = context.config;
  const covered = decode(connectionsAnswer, await fetchConnections(context), 'connections');
  const meant = covered.filter((each) => tenantId === undefined || each.tenantId === tenantId);
  const [only, ...others] = meant;
  if (only !== undefined && others.length === 0) return only;
  throw unclear(covered);
}

const NAMES_MAX = 10;

function unclear(covered: Connections): EncoursError {
  const names = covered.map(({ tenantName, tenantId }) => `${tenantName ?? '?'} (${tenantId})`);
  const shown = names.length === 0 ? 'none' : names.slice(0, NAMES_MAX).join(', ');
  return configError('XERO_TENANT_UNCLEAR', `which organisation is meant? Covered: ${shown}`, {
    place: { field: 'tenantId' },
    remedy:
      names.length === 0
        ? 'Connect again and choose the organisation.'
        : 'Enter the tenantId of the organisation that is meant in the settings of the connection.',
  });
}
