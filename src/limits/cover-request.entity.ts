import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { asBigint, oneOf } from '../database';

export const COVER_REQUEST_STATUSES = [
  'PENDING',
  'SENT',
  'GRANTED',
  'REFERRED',
  'REFUSED',
  'FAILED',
  'IN_DOUBT',
] as const;
export type CoverRequestStatus = (typeof COVER_REQUEST_STATUSES)[number];

/** One request to an insurer to cover a buyer. */
@Entity('cover_request', {
  comment:
    'Covers asked of insurers. A request is marked SENT before it is sent and never sent again, whatever becomes of the process.',
})
@Unique('cover_request_idempotency_key', ['tenantId', 'idempotencyKey'])
@Check('cover_request_siren_check', `siren ~ '^[0-9]{9}$'::text`)
@Check('cover_request_amount_check', 'amount_minor > 0')
@Check('cover_request_status_check', oneOf('status', COVER_REQUEST_STATUSES))
@Check(
  'cover_request_sent_check',
  `(status = ANY (ARRAY['PENDING'::text, 'FAILED'::text])) OR sent_at IS NOT NULL`,
)
@ForeignKey('connection', ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'cover_request_connection_fkey',
})
@Index('cover_request_open_key', ['tenantId', 'connectionId', 'siren'], {
  unique: true,
  where: "status = ANY (ARRAY['PENDING'::text, 'SENT'::text, 'IN_DOUBT'::text])",
})
@Index('cover_request_recent_idx', ['tenantId', 'requestedAt', 'coverRequestId'])
export class CoverRequestEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'cover_request_id' })
  coverRequestId!: string;

  @Column('uuid', { name: 'connection_id' })
  connectionId!: string;

  @Column('text')
  siren!: string;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('bigint', { name: 'amount_minor', transformer: asBigint })
  amountMinor!: bigint;

  @Column('text')
  currency!: string;

  @Column('text', { name: 'idempotency_key' })
  idempotencyKey!: string;

  @Column('text', {
    comment:
      'PENDING: not sent yet; SENT: sent or about to be; REFERRED: an underwriter decides; FAILED: the insurer has not got it; IN_DOUBT: nobody knows whether it has.',
  })
  status!: CoverRequestStatus;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column('timestamptz', { name: 'requested_at' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'sent_at', nullable: true })
  sentAt!: Date | null;

  @Column('timestamptz', { name: 'answered_at', nullable: true })
  answeredAt!: Date | null;

  @Column('text', { name: 'provider_reference', nullable: true })
  providerReference!: string | null;

  @Column('text', { nullable: true })
  code!: string | null;

  @Column('text', { nullable: true })
  message!: string | null;

  @Column('text', {
    name: 'settled_by',
    nullable: true,
    comment:
      'Who, or what record of the insurer, said how a request that was in doubt or referred ended.',
  })
  settledBy!: string | null;
}
