import { connectors } from '../../../connectors';
import { secretNames } from '../../connector-kit';
import type { Database, Tenant } from '../../database';
import { listConnections, needsSealing, type SecretKeys } from '../../landing';
import { ok, problem, warning, type Finding } from './finding';

/** Whether a tenant's credentials are sealed, and with keys that are at hand. */
export async function checkSecrets(
  database: Database,
  tenant: Tenant,
  keys: SecretKeys,
): Promise<Finding> {
  const subject = `${tenant.slug}: credentials`;
  const connections = await database.tenant(tenant.tenantId, listConnections, { readOnly: true });
  const plain = connections.filter((connection) => {
    const config = connectors.find(({ id }) => id === connection.connectorId)?.config;
    const fields = config === undefined ? [] : secretNames(config);
    return needsSealing({ ...connection, secretKeyId: null }, { keys, fields });
  });
  if (plain.length > 0) {
    const what = `those of ${plain.length} connections stand unsealed in the database`;
    return problem(subject, what, 'set ENCOURS_SECRET_KEY and start a server or `encours sync`');
  }
  const known = new Set(keys.ids);
  const sealed = connections.flatMap(({ secretKeyId }) => secretKeyId ?? []);
  const lost = [...new Set(sealed.filter((id) => !known.has(id)))];
  if (lost.length > 0) {
    const what = `some are sealed with keys that are not given: ${lost.join(', ')}`;
    return problem(subject, what, 'give these keys too, or enter the credentials anew');
  }
  const old = sealed.filter((id) => id !== keys.sealingKeyId).length;
  if (old > 0) {
    const what = `those of ${old} connections are sealed with an older key`;
    return warning(subject, what, 'seal them anew: npx encours secrets rotate');
  }
  return ok(subject, sealed.length === 0 ? 'there are none' : `${sealed.length} are sealed`);
}
