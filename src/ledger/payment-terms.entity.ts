import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint, TenantEntity } from '../database';
import type { LocalDate } from '../kernel';
import { CustomerEntity } from '../unify';

const STEP = '([1-9][0-9]{0,2}d|[1-9][0-9]?m|eom|eo10d|@[1-9][0-9]?)';
const CANONICAL = `'^(0d|${STEP}( ${STEP})*)$'`;

/** Terms somebody agreed, for claims issued from a day on. */
@Entity('payment_terms', {
  comment:
    'Terms of payment as agreed, from an issue day on. What was said last of a day holds; nothing is overwritten.',
})
@Check(
  'payment_terms_discount_check',
  '(discount_basis_points IS NULL) = (discount_terms IS NULL) AND discount_basis_points BETWEEN 1 AND 9999',
)
@Check('payment_terms_discount_terms_check', `discount_terms ~ ${CANONICAL}`)
@Check('payment_terms_terms_check', `terms ~ ${CANONICAL}`)
@ForeignKey(() => CustomerEntity, ['tenantId', 'customerId'], ['tenantId', 'customerId'], {
  name: 'payment_terms_customer_fkey',
  onDelete: 'CASCADE',
})
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], {
  name: 'payment_terms_tenant_id_fkey',
})
@Index('payment_terms_customer_idx', ['tenantId', 'customerId', 'effectiveFrom'])
export class PaymentTermsEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('bigint', {
    name: 'terms_seq',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    transformer: asBigint,
  })
  termsSeq!: bigint;

  @Column('uuid', {
    name: 'customer_id',
    nullable: true,
    comment: 'NULL: the terms usual for all customers without terms of their own.',
  })
  customerId!: string | null;

  @Column('date', { name: 'effective_from' })
  effectiveFrom!: LocalDate;

  @Column('text', {
    nullable: true,
    comment:
      'Canonical steps from issue to due date. NULL without a discount withdraws the terms; with one, only the discount was agreed.',
  })
  terms!: string | null;

  @Column('integer', {
    name: 'discount_basis_points',
    nullable: true,
    comment: 'Cash discount in hundredths of a percent of the total with taxes.',
  })
  discountBasisPoints!: number | null;

  @Column('text', {
    name: 'discount_terms',
    nullable: true,
    comment: 'Canonical steps from issue to the last day the discount is granted.',
  })
  discountTerms!: string | null;

  @Column('text', { comment: 'The terms as the person wrote them.' })
  wording!: string;

  @Column('text', { name: 'decided_by' })
  decidedBy!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;
}
