import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import type { Json } from '../connector-kit';
import { TenantEntity } from '../database';
import type { LocalDate } from '../kernel';

/** Rules of credit as a tenant published them; never changed. */
@Entity('credit_policy', {
  comment:
    'Rules of credit as published, never changed. On a day, the highest version that is effective by then is in force: a version supersedes those before it, also ones that were to begin later.',
})
@Check('credit_policy_version_check', 'version > 0')
@Check('credit_policy_bounded_check', 'bounded_by >= 0 AND bounded_by < version')
@Check('credit_policy_document_check', "jsonb_typeof(document) = 'object'")
@Check('credit_policy_digest_check', "digest ~ '^[0-9a-f]{64}$'")
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], {
  name: 'credit_policy_tenant_id_fkey',
})
export class CreditPolicyEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('integer')
  version!: number;

  @Column('jsonb', {
    comment: 'As docs/credit-policy.schema.json describes it, in its one canonical form.',
  })
  document!: Json;

  @Column('text', { comment: 'SHA-256 of the canonical document, in hexadecimal.' })
  digest!: string;

  @Column('date', { name: 'effective_on' })
  effectiveOn!: LocalDate;

  @Column('text', { name: 'published_by' })
  publishedBy!: string;

  @Column('uuid', {
    name: 'published_by_key',
    nullable: true,
    comment: 'The key it was published with; NULL when it is not known.',
  })
  publishedByKey!: string | null;

  @Column('timestamptz', { name: 'published_at' })
  publishedAt!: Date;

  @Column('text', { nullable: true })
  comment!: string | null;

  @Column('integer', {
    name: 'bounded_by',
    nullable: true,
    comment:
      'The version (0: the built-in one) that it allows more than, and whose automatic amounts bound it while one person alone published it; NULL: it stands in full.',
  })
  boundedBy!: number | null;
}
