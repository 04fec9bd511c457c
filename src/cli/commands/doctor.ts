import { domainError } from '../../kernel';
import { checkDatabase } from '../doctor/check-database';
import { checkEnvironment } from '../doctor/check-environment';
import type { Finding } from '../doctor/finding';
import { runCommand, type OutputOptions } from '../command-run';

const MARKS = { ok: 'ok  ', warning: 'look', problem: 'BAD ' } as const;

export function doctorCommand(options: OutputOptions): Promise<void> {
  return runCommand(options, async (run) => {
    const findings: Finding[] = [
      ...(await checkEnvironment(run.config)),
      ...(await checkDatabase(run)),
    ];
    const problems = findings.filter(({ state }) => state === 'problem').length;
    const warnings = findings.filter(({ state }) => state === 'warning').length;
    run.answer({ problems, warnings, findings }, [
      ...findings.flatMap(findingLines),
      '',
      summary(problems, warnings),
    ]);
    if (problems > 0) {
      throw domainError(
        'DOCTOR_FOUND_PROBLEMS',
        `checks found ${problems === 1 ? 'a problem' : `${problems} problems`}`,
        {
          remedy: 'do what is said beside each',
        },
      );
    }
  });
}

function findingLines({ state, subject, message, remedy }: Finding): string[] {
  const line = `${MARKS[state]}  ${subject}: ${message}`;
  return remedy === null ? [line] : [line, `      What to do: ${remedy}`];
}

function summary(problems: number, warnings: number): string {
  if (problems + warnings === 0) return 'All is well.';
  return `${problems} to mend, ${warnings} to look at.`;
}
