import { localDate } from '../../kernel';
import { dayAt } from '../../database';
import { viewModels, type ModelView } from '../../scoring';
import { useModel } from '../../use-cases/choose-model';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';

type TenantOptions = OutputOptions & { tenant: string };

export interface UseModelOptions extends TenantOptions {
  from?: string;
  by: string;
  comment?: string;
}

export function listModelsCommand(options: TenantOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const view = await hub.database.tenant(
        tenantId,
        async (tx) => viewModels(tx, await dayAt(tx, hub.clock.now())),
        { readOnly: true },
      );
      const known = view.models.some(({ version }) => version === view.inForce);
      run.answer(view, [
        ...view.models.flatMap((model) => modelLines(model)),
        ...(known ? [] : [`${view.inForce} counts, and this build has not got it.`]),
        ...view.choices.map(
          ({ modelVersion, effectiveFrom, chosenBy, comment }) =>
            `Chosen: ${modelVersion} from ${effectiveFrom}, by ${chosenBy}${comment === null ? '' : `: ${comment}`}`,
        ),
      ]);
    }),
  );
}

const DIFFERENCES_SHOWN = 20;

function modelLines(model: ModelView): string[] {
  const { version, summary, isInForce, isCandidate, comparedOn, differences } = model;
  const counts = isInForce ? ' (counts)' : isCandidate ? ' (candidate)' : '';
  const more = differences.length - DIFFERENCES_SHOWN;
  return [
    `${version}${counts}: ${summary}`,
    ...(comparedOn === null ? [] : [`  tried in shadow on ${comparedOn}`]),
    ...differences
      .slice(0, DIFFERENCES_SHOWN)
      .map(
        ({ parameter, before, after }) =>
          `  ${parameter}: ${after ?? 'none'} (${before ?? 'none'})`,
      ),
    ...(more > 0 ? [`  … and ${more} more`] : []),
  ];
}

export function useModelCommand(modelVersion: string, options: UseModelOptions): Promise<void> {
  const effectiveFrom = options.from === undefined ? null : localDate(options.from);
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { by: chosenBy, comment = null } = options;
      const draft = { modelVersion, effectiveFrom, chosenBy, comment };
      const chosen = await useModel(hub, tenantId, draft);
      if (!chosen.wasCompared) {
        run.terminal.say(
          `Look: ${modelVersion} was never tried here. See what it changes with: encours shadow ${modelVersion} --tenant ${options.tenant}`,
        );
      }
      run.answer(chosen, [
        chosen.isNew
          ? `${modelVersion} counts from ${chosen.effectiveFrom} on; the next run from then scores everybody with it.`
          : `${modelVersion} was chosen already: nothing was changed, and this comment was not kept.`,
      ]);
    }),
  );
}
