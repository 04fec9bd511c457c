/** What JSON can hold: payloads as received, checkpoints as stored. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
