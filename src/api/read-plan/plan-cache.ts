import { createHash } from 'node:crypto';
import type { ReadPlan } from './plan-operation';

const MAX_PLANS = 500;
/** Each is a prepared statement on every connection of the pool, for good. */
const MAX_NAMES = 200;
/** A statement asked less often is not worth being kept by the server. */
const USES_BEFORE_NAME = 3;

/** Plans of the operations asked lately; null for one that is not planned. The oldest make place for new ones. */
export class PlanCache {
  private readonly plans = new Map<string, ReadPlan | null>();
  private readonly uses = new Map<string, number>();
  private readonly names = new Map<string, string>();

  /** Undefined when the operation was not asked lately. */
  find(key: string): ReadPlan | null | undefined {
    const plan = this.plans.get(key);
    if (plan === undefined) return undefined;
    this.plans.delete(key);
    this.plans.set(key, plan);
    return plan;
  }

  keep(key: string, plan: ReadPlan | null): void {
    this.plans.set(key, plan);
    forgetOldest(this.plans, MAX_PLANS);
  }

  /** The name to prepare a statement under; undefined for one that is rare, or one too many. */
  nameOf(sql: string): string | undefined {
    const known = this.names.get(sql);
    if (known !== undefined || this.names.size >= MAX_NAMES) return known;
    const uses = (this.uses.get(sql) ?? 0) + 1;
    if (uses < USES_BEFORE_NAME) {
      this.uses.set(sql, uses);
      forgetOldest(this.uses, MAX_PLANS);
      return undefined;
    }
    this.uses.delete(sql);
    const name = `read_${createHash('sha256').update(sql).digest('hex').slice(0, 32)}`;
    this.names.set(sql, name);
    return name;
  }
}

function forgetOldest(map: Map<string, unknown>, most: number): void {
  if (map.size <= most) return;
  const oldest = map.keys().next();
  if (oldest.done !== true) map.delete(oldest.value);
}
