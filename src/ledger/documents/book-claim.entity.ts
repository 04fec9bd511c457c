import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { asBigint } from '../../database';
import type { LocalDate } from '../../kernel';
import { ConnectionEntity } from '../../landing';

/** What lines of the books claim under one number. */
@Entity('book_claim', {
  comment:
    'What lines of the books claim under one number, where another source may tell of it too: written when lines are new.',
})
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'book_claim_connection_fkey',
  onDelete: 'CASCADE',
})
@Index('book_claim_number_idx', ['tenantId', 'numberKey'])
export class BookClaimEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text', {
    name: 'claim_key',
    comment: 'As links name it: "line:" with customer, number and day of issue.',
  })
  claimKey!: string;

  @Column('uuid', { name: 'customer_id' })
  customerId!: string;

  @Column('text', { name: 'number_key', comment: 'The number in one spelling.' })
  numberKey!: string;

  @Column('text')
  number!: string;

  @Column('bigint', { name: 'amount_minor', transformer: asBigint })
  amountMinor!: bigint;

  @Column('date', { name: 'issued_on' })
  issuedOn!: LocalDate;

  @Column('date', {
    name: 'due_on',
    nullable: true,
    comment: 'Of a single line; instalments have days of their own.',
  })
  dueOn!: LocalDate | null;
}
