import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { asBigint } from '../../database';

/** A number of which sources may be linked otherwise now, or a customer with all of its numbers. */
@Entity('link_mark', {
  comment:
    'Numbers of which sources may be linked otherwise now, or customers with all theirs: removed by the run that looked.',
})
@Check('link_mark_subject_check', '(number_key IS NULL) <> (customer_id IS NULL)')
export class LinkMarkEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('bigint', {
    name: 'mark_no',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    transformer: asBigint,
  })
  markNo!: bigint;

  @Column('text', {
    name: 'number_key',
    nullable: true,
    comment: 'In one spelling; "*" when lines of the books changed: then all are looked at.',
  })
  numberKey!: string | null;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;
}
