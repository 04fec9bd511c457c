import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor, FileActions, FilePreviewFigures, SentFile } from '../api';
import type { Hub } from '../hub';
import { identifyFile, sourceFileIdOf } from '../landing';
import { ensureConnectionOnce, importFile } from './import-file';
import { previewFile, rememberMapping, type FilePreview } from './preview-file';

/** What the API does with files that were sent to it, over the stages. */
export function createFileActions(hub: Hub, signal: AbortSignal): FileActions {
  return {
    previewFile: async ({ tenantId }, sent) =>
      toFigures(await preview(hub, { tenantId, sent, signal })),
    saveFileMapping: ({ tenantId, label }, saved) =>
      rememberMapping(hub, { ...saved, tenantId, savedBy: label }),
    importFile: async (actor, sent) => {
      await rememberSent(hub, { actor, sent, signal });
      const { tenantId } = actor;
      const folder = await mkdtemp(join(tmpdir(), 'encours-import-'));
      try {
        const path = join(folder, safeName(sent.name));
        await writeFile(path, sent.content);
        const { connectorId } = sent;
        const imported = await importFile(hub, { tenantId, connectorId, path, signal });
        const identity = await identifyFile(path);
        const { connectionId } = await hub.database.tenant(tenantId, (tx) =>
          ensureConnectionOnce(tx, connectorId),
        );
        const { isUnchanged, landed, quarantined, receivables, customers } = imported;
        const sourceFileId = sourceFileIdOf(connectionId, identity);
        return { sourceFileId, isUnchanged, landed, quarantined, receivables, customers };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

interface Sent {
  tenantId: string;
  sent: SentFile;
  signal: AbortSignal;
}

function preview(hub: Hub, { tenantId, sent, signal }: Sent): Promise<FilePreview> {
  const { connectorId, content, mapping } = sent;
  const file = { name: safeName(sent.name), chunks: () => [{ firstLine: 1, content }] };
  return previewFile(hub, { tenantId, connectorId, file, mapping, signal });
}

/** A mapping that does not read the file is not kept. Throws what the file would be refused for. */
async function rememberSent(
  hub: Hub,
  { actor, sent, signal }: { actor: Actor; sent: SentFile; signal: AbortSignal },
): Promise<void> {
  const { connectorId, mapping } = sent;
  if (mapping === null) return;
  const { tenantId, label: savedBy } = actor;
  const { guide, refusal } = await preview(hub, { tenantId, sent, signal });
  if (refusal !== null) throw refusal;
  const fingerprint = guide?.fingerprint ?? null;
  if (fingerprint === null) return;
  await rememberMapping(hub, { tenantId, connectorId, fingerprint, mapping, savedBy });
}

/** The last part of a name, with what a file system takes. */
function safeName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const safe = last.replace(/[^\p{L}\p{N} ._-]/gu, '_').replace(/^\.+/, '');
  return safe.slice(-100) || 'file';
}

function toFigures(read: FilePreview): FilePreviewFigures {
  const { refusal, summary, ...rest } = read;
  return {
    ...rest,
    warnings: summary?.warnings ?? [],
    refusal:
      refusal === null
        ? null
        : { code: refusal.code, message: refusal.message, remedy: refusal.remedy ?? null },
  };
}
