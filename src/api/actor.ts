/** Who does it: recorded with every decision. */
export interface Actor {
  tenantId: string;
  keyId: string;
  /** The key's label, as decisions name their author. */
  label: string;
}
