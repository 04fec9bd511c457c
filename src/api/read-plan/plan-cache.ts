import { createHash } from 'node:crypto';
import type { ReadPlan } from './plan-operation';

const MAX_PLANS = 500;
/** Of all plans together, with their values: an operation may be as long as a request may. */
const MAX_CHARS = 32_000_000;
/** Each is a prepared statement on every connection of the pool, for good. */
const MAX_NAMES = 200;
/** A longer statement is none that many ask; the server keeps several times its length. */
const MAX_NAMED_CHARS = 100_000;
/** A statement asked less often is not worth being kept by the server. */
const USES_BEFORE_NAME = 3;

interface Kept {
  plan: ReadPlan | null;
  chars: number;
}

/** Plans of the operations asked lately; null for one that is not planned. The oldest make place for new ones. */
export class PlanCache {
  private readonly plans = new Map<string, Kept>();
  private chars = 0;
  private readonly uses = new Map<string, number>();
  private readonly names = new Map<string, string>();

  /** Undefined when the operation was not asked lately. */
  find(operation: string): ReadPlan | null | undefined {
    const key = digestOf(operation);
    const kept = this.plans.get(key);
    if (kept === undefined) return undefined;
    this.plans.delete(key);
    this.plans.set(key, kept);
    return kept.plan;
  }

  keep(operation: string, plan: ReadPlan | null): void {
    const key = digestOf(operation);
    // Its values are those of the operation.
    const chars = plan === null ? 0 : plan.sql.length + operation.length;
    this.chars += chars - (this.plans.get(key)?.chars ?? 0);
    this.plans.set(key, { plan, chars });
    while (this.plans.size > MAX_PLANS || this.chars > MAX_CHARS) {
      const oldest = forgetOldest(this.plans);
      this.chars -= oldest?.chars ?? 0;
    }
  }

  /** The name to prepare a statement under; undefined for one that is rare or long, or one too many. */
  nameOf(sql: string): string | undefined {
    if (sql.length > MAX_NAMED_CHARS) return undefined;
    const key = digestOf(sql);
    const known = this.names.get(key);
    if (known !== undefined || this.names.size >= MAX_NAMES) return known;
    const uses = (this.uses.get(key) ?? 0) + 1;
    if (uses < USES_BEFORE_NAME) {
      this.uses.set(key, uses);
      if (this.uses.size > MAX_PLANS) forgetOldest(this.uses);
      return undefined;
    }
    this.uses.delete(key);
    const name = `read_${key.slice(0, 32)}`;
    this.names.set(key, name);
    return name;
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function forgetOldest<Value>(map: Map<string, Value>): Value | undefined {
  const oldest = map.entries().next();
  if (oldest.done === true) return undefined;
  const [key, value] = oldest.value;
  map.delete(key);
  return value;
}
