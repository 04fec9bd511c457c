/**
 * The demo world: an invented French wholesaler of technical equipment, its customers at the registries (identity,
 * officers, accounts, gazette notices) and its books as three FEC files, all from one seed.
 * `generateWorld` promises that the same options give the same companies and the same bytes, that every entry and file
 * balances, that each year opens with what the year before closed, and that both sides tell one story: who files bad
 * accounts pays late, who stops paying is soon in the gazette. The books hold no SIREN, as no FEC does; the truth about
 * who is behind an account is in `world.customers()`, for tests of matching only.
 * `LivingWorld` lets it go on: each `step()` changes what the simulators answer or what the next export says.
 * Reads nothing; writes only the files it is asked for.
 */
export { generateWorld, type DemoWorld, type WorldOptions } from './demo-world';
export type { DemoCustomer } from './customer';
export { fecFileName, writeFec } from './books/fec';
export { writeDemoFiles, type DemoFiles } from './write-demo-files';
export { writeBenchFec } from './write-bench-fec';
export { worldAsOf } from './past-world';
export { LivingWorld } from './living/living-world';
export type { DemoEvent } from './living/event';
