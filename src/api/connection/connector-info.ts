import type { ConnectorDocs, ConnectorKind, Licence, PricedCall } from '../../connector-kit';

/** What the API tells of a connector; every declared connector has it. */
export interface ConnectorInfo {
  id: string;
  name: string;
  kind: ConnectorKind;
  version: string;
  docs: ConnectorDocs;
  licence: Licence;
  streams?: readonly { name: string }[];
  file?: object;
  /** Absent for a source that is free. */
  prices?: readonly PricedCall[];
}
