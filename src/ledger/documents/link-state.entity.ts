import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { TenantEntity } from '../../database';

/** What links between sources were found with. */
@Entity('link_state', {
  comment:
    'What links were found with: connections in the order in which they carry. Without a row they are found as a whole.',
})
@ForeignKey(() => TenantEntity, ['tenantId'], ['tenantId'], { name: 'link_state_tenant_id_fkey' })
export class LinkStateEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @Column('uuid', {
    name: 'ledger_order',
    array: true,
    comment: 'Of those that say what is open, the last one carries.',
  })
  ledgerOrder!: string[];

  @Column('uuid', {
    name: 'document_order',
    array: true,
    comment: 'Of those that have only the document.',
  })
  documentOrder!: string[];
}
