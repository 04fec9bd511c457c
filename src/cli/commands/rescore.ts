import { rescore } from '../../pipeline';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { rescoreLine } from '../rescore-line';

export function rescoreCommand(options: OutputOptions & { tenant: string }): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { signal, terminal } = run;
      const scope = { tenantId, customerIds: null, signal, progress: terminal.progress };
      const result = await rescore(hub, scope);
      run.answer(result, [rescoreLine(result)]);
    }),
  );
}
