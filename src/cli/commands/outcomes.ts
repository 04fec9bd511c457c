import { dayAt } from '../../database';
import { calibration, type Calibration, type CalibrationRow } from '../../reports';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

/** Below this many expected failures, chance alone explains about any difference. */
const EXPECTED_LEAST = 10;

export function outcomesCommand(options: OutputOptions & { tenant: string }): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const found = await hub.database.tenant(
        tenantId,
        async (tx) => calibration(tx, await dayAt(tx, hub.clock.now())),
        { readOnly: true },
      );
      run.answer({ ...found, isTooFew: isTooFew(found) }, linesOf(found));
    }),
  );
}

function isTooFew({ expectedFailures }: Calibration): boolean {
  return expectedFailures < EXPECTED_LEAST;
}

function linesOf(found: Calibration): string[] {
  const { cohorts, total, firstCompleteOn, customers, expectedFailures, failures } = found;
  if (customers === 0) {
    return [
      firstCompleteOn === null
        ? 'No customer was scored a year ago: there is nothing to compare yet.'
        : `No assessment is a year old yet: the first will be on ${firstCompleteOn}.`,
    ];
  }
  const days = cohorts.map(({ day }) => day).join(', ');
  return [
    `Assessments in force on ${days}, and the twelve months after`,
    ...textTable(HEADER, total.map(cellsOf)),
    `In total ${customers} customers, ${expectedFailures.toFixed(1)} failures expected, ${failures} seen`,
    ...(isTooFew(found)
      ? [
          `Fewer than ${EXPECTED_LEAST} failures were expected: too few to tell a wrong model from chance.`,
        ]
      : []),
  ];
}

const HEADER = ['GRADE', 'MODEL', 'CUSTOMERS', 'EXPECTED', 'FAILED', 'SEVERELY LATE'];

function cellsOf(row: CalibrationRow): string[] {
  const { grade, modelVersion, customers, expectedFailures, failures } = row;
  const late = `${row.severelyLate} of ${row.withDueClaims}`;
  return [
    ...[grade, modelVersion, String(customers), expectedFailures.toFixed(2), String(failures)],
    late,
  ];
}
