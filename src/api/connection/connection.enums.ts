import type { ConnectorDocs, ConnectorKind } from '../../connector-kit';
import type { ConnectionRow, SyncRunRow } from '../../reports';
import { defineEnum } from '../define-enum';

export const ConnectorKindEnum = defineEnum<ConnectorKind>(
  'ConnectorKind',
  'What kind of source a connector reads.',
  {
    registry: 'A public register of companies.',
    bureau: 'A credit bureau.',
    insurer: 'A credit insurer.',
    accounting: 'Accounting software.',
    reference: 'Reference data that is about no company, such as exchange rates.',
    file: 'Files that are handed over.',
  },
);

export const EvidenceLevelEnum = defineEnum<ConnectorDocs['evidence']>(
  'DocumentationLevel',
  'How well the shape of a provider’s answers is documented.',
  {
    strong: 'Published and complete.',
    good: 'Published, with gaps.',
    partial: 'Known in part.',
    none: 'Not documented.',
  },
);

export const ConnectionStatusEnum = defineEnum<ConnectionRow['status']>(
  'ConnectionStatus',
  'Whether a connection is synced.',
  {
    ACTIVE: 'It is.',
    PAUSED: 'Not until somebody mends it; see statusCode.',
    DISCONNECTED: 'Not any more.',
  },
);

export const CONNECTION_HEALTHS = [
  'HEALTHY',
  'SYNCING',
  'FAILING',
  'NEVER_SYNCED',
  'PAUSED',
  'DISCONNECTED',
] as const;
export type ConnectionHealth = (typeof CONNECTION_HEALTHS)[number];

export const ConnectionHealthEnum = defineEnum<ConnectionHealth>(
  'ConnectionHealth',
  'How a connection does, from its status and the latest run of each stream.',
  {
    HEALTHY: 'The latest run of every stream succeeded.',
    SYNCING: 'A run is under way.',
    FAILING: 'The latest run of a stream failed or was aborted.',
    NEVER_SYNCED: 'Nothing was synced yet.',
    PAUSED: 'Paused until somebody mends it.',
    DISCONNECTED: 'Disconnected.',
  },
);

export const SyncRunStatusEnum = defineEnum<SyncRunRow['status']>(
  'SyncRunStatus',
  'Where a sync run stands.',
  {
    RUNNING: 'Under way.',
    SUCCEEDED: 'Done.',
    FAILED: 'Ended by an error.',
    ABORTED: 'The process that ran it ended; the next run resumes from its checkpoint.',
  },
);
