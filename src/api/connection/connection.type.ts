import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { ConnectorDocs, ConnectorKind } from '../../connector-kit';
import { globalId } from '../../kernel';
import type { ConnectionRow, QuarantinedRecordRow, SyncRunRow } from '../../reports';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { DateTimeScalar } from '../scalars';
import {
  ConnectionStatusEnum,
  ConnectorKindEnum,
  EvidenceLevelEnum,
  SyncRunStatusEnum,
} from './connection.enums';
import type { ConnectorInfo } from './connector-info';

@ObjectType({ description: 'What can be connected.', simpleResolvers: true })
export class Connector {
  @Field(() => ID, { description: 'Its short name, `bodacc`.' })
  id!: string;

  @Field(() => String, { description: 'Its full name.' })
  name!: string;

  @Field(() => ConnectorKindEnum, { description: 'What kind of source it reads.' })
  kind!: ConnectorKind;

  @Field(() => String, { description: 'Version of the connector.' })
  version!: string;

  @Field(() => String, { description: 'The provider’s site.' })
  homepage!: string;

  @Field(() => String, { description: 'The provider’s reference documentation.' })
  reference!: string;

  @Field(() => EvidenceLevelEnum, {
    description: 'How well the provider’s answers are documented.',
  })
  documentation!: ConnectorDocs['evidence'];

  @Field(() => [String], {
    description: 'The streams it reads; empty for one that only reads files.',
  })
  streams!: string[];

  @Field(() => Boolean, { description: 'Whether it reads files.' })
  readsFiles!: boolean;
}

export function toConnector(info: ConnectorInfo): Connector {
  return {
    id: info.id,
    name: info.name,
    kind: info.kind,
    version: info.version,
    homepage: info.docs.homepage,
    reference: info.docs.reference,
    documentation: info.docs.evidence,
    streams: (info.streams ?? []).map((stream) => stream.name),
    readsFiles: info.file !== undefined,
  };
}

@ObjectType({
  implements: Node,
  description: 'What is connected. Its configuration, which holds secrets, is not shown.',
  simpleResolvers: true,
})
export class Connection extends Node {
  @Field(() => String, { description: 'Id of its connector.' })
  connectorId!: string;

  @Field(() => String, { description: 'Its name, telling it from others of the same connector.' })
  name!: string;

  @Field(() => ConnectionStatusEnum, { description: 'Whether it is synced.' })
  status!: ConnectionRow['status'];

  @Field(() => String, { nullable: true, description: 'Code of why it is paused.' })
  statusCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Why it is paused.' })
  statusReason!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was connected.' })
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When a run of it last succeeded.' })
  lastSucceededAt!: Date | null;

  connectionId!: string;
}

export function toConnectionNode(row: ConnectionRow): Connection {
  return {
    id: globalId('Connection', row.connectionId),
    connectionId: row.connectionId,
    connectorId: row.connectorId,
    name: row.name,
    status: row.status,
    statusCode: row.statusCode,
    statusReason: row.statusReason,
    createdAt: row.createdAt,
    lastSucceededAt: row.lastSucceededAt,
  };
}

@ObjectType({
  implements: Node,
  description: 'One run of one stream of a connection.',
  simpleResolvers: true,
})
export class SyncRun extends Node {
  @Field(() => ID, { description: 'The connection.' })
  connectionId!: string;

  @Field(() => String, { description: 'The stream.' })
  stream!: string;

  @Field(() => SyncRunStatusEnum, { description: 'Where it stands.' })
  status!: SyncRunRow['status'];

  @Field(() => DateTimeScalar, { description: 'When it began.' })
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended.' })
  finishedAt!: Date | null;

  @Field(() => Int, { description: 'Records that were new or had changed.' })
  landed!: number;

  @Field(() => Int, { description: 'Records that were known already.' })
  unchanged!: number;

  @Field(() => Int, { description: 'Records that could not be used.' })
  quarantined!: number;

  @Field(() => String, { nullable: true, description: 'Code of the error that ended it.' })
  errorCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Message of that error.' })
  errorMessage!: string | null;
}

export const SyncRunConnection = relayConnection('SyncRun', () => SyncRun);

export function toSyncRun(row: SyncRunRow): SyncRun {
  return {
    ...row,
    id: globalId('SyncRun', row.syncRunId),
    connectionId: globalId('Connection', row.connectionId),
  };
}

@ObjectType({
  implements: Node,
  description: 'A record that could not be used, kept with the reason.',
  simpleResolvers: true,
})
export class QuarantinedRecord extends Node {
  @Field(() => ID, { description: 'The connection it came through.' })
  connectionId!: string;

  @Field(() => String, { description: 'The stream.' })
  stream!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The source’s own key of it, when it has one.',
  })
  sourceKey!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the file it stood in; null for what was not in a file.',
  })
  fileName!: string | null;

  @Field(() => Int, { nullable: true, description: 'Line of the file, from 1.' })
  line!: number | null;

  @Field(() => String, { nullable: true, description: 'The part of the record that is wrong.' })
  path!: string | null;

  @Field(() => String, { description: 'Stable code of what is wrong.' })
  code!: string;

  @Field(() => String, { description: 'What is wrong, for people.' })
  reason!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The record as received, cut at 20,000 characters; null with an error `USE_RESTRICTED` when its source forbids to show it to this key.',
  })
  payload!: string | null;

  @Field(() => DateTimeScalar, { description: 'When it was put aside.' })
  quarantinedAt!: Date;

  row!: QuarantinedRecordRow;
}

export const QuarantinedRecordConnection = relayConnection(
  'QuarantinedRecord',
  () => QuarantinedRecord,
);

/** What the stream of a file's lines begins with. */
const OF_FILE = 'ledger:';

export function toQuarantinedRecord(row: QuarantinedRecordRow): QuarantinedRecord {
  return {
    ...row,
    id: globalId('QuarantinedRecord', row.quarantinedRecordId),
    fileName: row.stream.startsWith(OF_FILE) ? row.stream.slice(OF_FILE.length) : null,
    connectionId: globalId('Connection', row.connectionId),
    row,
  };
}

@ObjectType({ description: 'Outcome of trying a connection out.', simpleResolvers: true })
export class ConnectionTest {
  @Field(() => Boolean, { description: 'Whether the source answered as it should.' })
  ok!: boolean;

  @Field(() => String, { nullable: true, description: 'Code of the error when it did not.' })
  errorCode!: string | null;

  @Field(() => String, { description: 'What happened, for people.' })
  message!: string;

  @Field(() => Int, { description: 'How long it took, in milliseconds.' })
  durationMs!: number;
}
