import type { ValueTransformer } from 'typeorm';

/** A bigint column as a bigint: the driver gives and takes its digits, since a JS number would lose some. */
export const asBigint: ValueTransformer = {
  to: (value: bigint | null | undefined) => value?.toString() ?? value,
  from: (value: string | null | undefined) => (value == null ? value : BigInt(value)),
};
