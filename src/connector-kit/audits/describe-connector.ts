/** The audits as a jest suite: one test per audit, for a connector's own test file. */
import type { Connector } from '../connector';
import { AUDITS } from './catalogue';
import { runAudit } from './run-audits';
import { AuditSubject, type SubjectOptions } from './subject';

/** Some audits read every stream from every page on, or wait for a provider that hangs. */
const AUDIT_TIMEOUT_MS = 120_000;

/** Declares the suite; an audit that does not apply is left out, one that fails says why. */
export function describeConnector(connector: Connector, options: SubjectOptions): void {
  const subject = new AuditSubject(connector, options);
  describe(`connector ${connector.id}`, () => {
    afterAll(() => subject.stop());
    for (const audit of AUDITS) {
      if ((audit.exempt?.(subject) ?? null) !== null) continue;
      const title = `${audit.id} ${audit.level} ${audit.claim}`;
      it(
        title,
        async () => {
          const { status, detail } = await runAudit(audit, subject);
          expect({ status, detail }).toEqual({ status: 'passed', detail: '' });
        },
        AUDIT_TIMEOUT_MS,
      );
    }
  });
}
