import { domainError } from '../../kernel';
import { sealSecrets } from '../../use-cases/seal-secrets';
import { runCommand, type OutputOptions } from '../command-run';
import { withInstallation } from '../open-hub';

export function rotateSecretsCommand(options: OutputOptions): Promise<void> {
  return runCommand(options, (run) =>
    withInstallation(run, async (hub) => {
      const { sealed, unreadable } = await sealSecrets(hub);
      const keyId = hub.secretKeys.sealingKeyId;
      const now =
        keyId === null
          ? 'There is no key, and nothing to seal.'
          : `All is sealed with key ${keyId}.`;
      const lines = [
        `${sealed} sealed anew.`,
        ...unreadable.map(({ reason }) => `not readable: ${reason}`),
        ...(unreadable.length === 0 ? [now] : []),
      ];
      run.answer({ keyId, sealed, unreadable }, lines);
      if (unreadable.length === 0) return;
      throw domainError('SECRETS_NOT_ROTATED', `${unreadable.length} could not be opened`, {
        remedy: 'give the keys named above too, or enter these credentials anew',
      });
    }),
  );
}
