import type { Database, Tenant } from '../../database';
import { emailBacklog } from '../../reports';
import { ok, problem, warning, type Finding } from './finding';

/** A mail that has waited for so long is late. */
const LATE_SECONDS = 15 * 60;

/** Whether e-mails of a tenant can be sent, and are. */
export async function checkEmails(
  database: Database,
  tenant: Tenant,
  { now, isConfigured }: { now: Date; isConfigured: boolean },
): Promise<Finding[]> {
  const backlog = await database.tenant(tenant.tenantId, (tx) => emailBacklog(tx, now), {
    readOnly: true,
  });
  const { recipients, disabled, pending, failing, oldestSeconds, errorCode } = backlog;
  if (recipients + disabled === 0) return [];
  const subject = `${tenant.slug}: e-mails`;
  if (!isConfigured && recipients > 0) {
    const what = `MAIL_NOT_CONFIGURED: ${recipients} recipients get nothing, ${pending} mails wait`;
    return [problem(subject, what, 'set ENCOURS_SMTP_URL and ENCOURS_MAIL_FROM')];
  }
  if (failing > 0) {
    const what = `${pending} mails wait, the latest attempt failed: ${errorCode ?? 'unknown'}`;
    const list = `npx encours recipients list --tenant ${tenant.slug}`;
    return [warning(subject, what, `see docs/errors.md for the code, and ${list}`)];
  }
  if (oldestSeconds > LATE_SECONDS) {
    const what = `${pending} mails wait, the oldest for ${Math.round(oldestSeconds / 60)} minutes`;
    return [warning(subject, what, 'see that a worker runs: npx encours worker')];
  }
  if (disabled > 0) {
    const what = `${disabled} recipients are disabled, as their address was refused`;
    return [
      warning(
        subject,
        what,
        `correct or remove them: npx encours recipients list --tenant ${tenant.slug}`,
      ),
    ];
  }
  return [ok(subject, `${recipients} recipients, ${pending} mails wait`)];
}
