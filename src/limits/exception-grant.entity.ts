import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint, oneOf } from '../database';
import type { LocalDate } from '../kernel';
import { CustomerEntity } from '../unify';
import { EXCEPTION_KINDS, type ExceptionKind } from './hold-types';

/** What was bent for a customer, once or until a day. */
@Entity('exception_grant', {
  comment: 'The register of exceptions: what was bent for which customer, why, by whom, how often.',
})
@Check('exception_grant_kind_check', oneOf('kind', EXCEPTION_KINDS))
@Check(
  'exception_grant_ceiling_check',
  `(kind = 'TERMS'::text) = (ceiling_minor IS NULL) AND ceiling_minor > 0`,
)
@Check('exception_grant_used_check', '(used_at IS NULL) = (used_by IS NULL)')
@Check('exception_grant_revoked_check', '(revoked_at IS NULL) = (revoked_by IS NULL)')
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'exception_grant_customer_fkey',
  onDelete: 'CASCADE',
})
@Index('exception_grant_customer_idx', [
  ...['tenantId', 'customerId', 'grantedAt', 'exceptionGrantId'],
])
@Index('exception_grant_recent_idx', ['tenantId', 'grantedAt', 'exceptionGrantId'])
export class ExceptionGrantEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'exception_grant_id' })
  exceptionGrantId!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('text')
  kind!: ExceptionKind;

  @Column('text')
  reason!: string;

  @Column('text', { nullable: true })
  terms!: string | null;

  @Column('bigint', {
    name: 'ceiling_minor',
    nullable: true,
    transformer: asBigint,
    comment:
      'LIMIT_EXCEEDED: the most by which the limit may be exceeded with it; HOLD: the most that may be ordered with it.',
  })
  ceilingMinor!: bigint | null;

  @Column('text')
  currency!: string;

  @Column('boolean', { name: 'is_one_shot' })
  isOneShot!: boolean;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('text', { name: 'requested_by' })
  requestedBy!: string;

  @Column('text', { name: 'granted_by' })
  grantedBy!: string;

  @Column('timestamptz', { name: 'granted_at' })
  grantedAt!: Date;

  @Column('text', { name: 'customer_told_by', nullable: true })
  customerToldBy!: string | null;

  @Column('date', { name: 'customer_told_on', nullable: true })
  customerToldOn!: LocalDate | null;

  @Column('uuid', {
    name: 'used_by',
    nullable: true,
    comment: 'The reservation that used it last; a one-shot exception is used once.',
  })
  usedBy!: string | null;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  usedAt!: Date | null;

  @Column('text', { name: 'revoked_by', nullable: true })
  revokedBy!: string | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true })
  revokedAt!: Date | null;

  @Column('text', { name: 'revoke_reason', nullable: true })
  revokeReason!: string | null;
}
