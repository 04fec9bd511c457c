import type { ConnectorDocs, ConnectorKind } from '../../connector-kit';

/** What the API tells of a connector; every declared connector has it. */
export interface ConnectorInfo {
  id: string;
  name: string;
  kind: ConnectorKind;
  version: string;
  docs: ConnectorDocs;
  streams?: readonly { name: string }[];
  file?: object;
}
