import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { oneOf } from '../database';
import { ConnectionEntity } from './connection.entity';
import { WATCH_STATUSES, type WatchStatus } from './watched-companies';

/** A company of the portfolio that a provider watches for a connection. */
@Entity('watched_company', {
  comment:
    'The portfolio of a connection at its provider, as we want it and as the provider confirmed it. What the provider watches for others has no row.',
})
@Check('watched_company_siren_check', `siren ~ '^[0-9]{9}$'::text`)
@Check('watched_company_status_check', oneOf('status', WATCH_STATUSES))
@ForeignKey(() => ConnectionEntity, ['tenantId', 'connectionId'], ['tenantId', 'connectionId'], {
  name: 'watched_company_connection_fkey',
  onDelete: 'CASCADE',
})
@Index('watched_company_open_idx', ['tenantId', 'connectionId', 'status', 'siren'], {
  where: `status <> 'WATCHED'::text`,
})
export class WatchedCompanyEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'connection_id' })
  connectionId!: string;

  @PrimaryColumn('text')
  siren!: string;

  @Column('text', {
    comment: 'LEFT: the provider said it let go; kept until its list, read again, says so too.',
  })
  status!: WatchStatus;

  @Column('timestamptz')
  since!: Date;

  @Column('text', { nullable: true, comment: 'What the provider said when it refused.' })
  reason!: string | null;

  @Column('timestamptz', {
    name: 'checked_at',
    nullable: true,
    comment: 'When the provider last answered about it.',
  })
  checkedAt!: Date | null;
}
