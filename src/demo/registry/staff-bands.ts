/** INSEE staff bands: code, least and most employees. */
const BANDS: readonly (readonly [code: string, min: number, max: number])[] = [
  ['00', 0, 0],
  ['01', 1, 2],
  ['02', 3, 5],
  ['03', 6, 9],
  ['11', 10, 19],
  ['12', 20, 49],
  ['21', 50, 99],
  ['22', 100, 199],
  ['31', 200, 249],
  ['32', 250, 499],
  ['41', 500, 999],
  ['42', 1_000, 1_999],
  ['51', 2_000, 4_999],
  ['52', 5_000, 9_999],
];

export interface StaffBand {
  code: string;
  min: number;
  max: number;
}

/** The INSEE band a number of employees falls into. */
export function staffBand(staff: number): StaffBand {
  for (const [code, min, max] of BANDS) if (staff <= max) return { code, min, max };
  return { code: '53', min: 10_000, max: 99_999 };
}

/** Bands with the share of customers that fall into each. */
export const STAFF_SHARES: readonly (readonly [readonly [min: number, max: number], number])[] = [
  [[0, 0], 7],
  [[1, 2], 16],
  [[3, 5], 18],
  [[6, 9], 17],
  [[10, 19], 17],
  [[20, 49], 13],
  [[50, 99], 6],
  [[100, 199], 3],
  [[200, 249], 0.7],
  [[250, 499], 1],
  [[500, 999], 0.5],
  [[1_000, 1_999], 0.2],
];
