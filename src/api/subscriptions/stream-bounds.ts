/** What one process grants to those who stay connected. */
export interface StreamBounds {
  /** Sockets and event streams open at once with one key. */
  streamsPerKey: number;
  /** Requests of `/events`, streams opened and pages pulled, with one key within a minute. */
  requestsPerMinute: number;
  /** What may wait in a connection for a consumer that takes nothing, before it is closed. */
  waitingBytes: number;
  /** How long a consumer may take nothing of what waits for it. */
  stalledMs: number;
  /** How often an open stream's key is looked up again: a revoked key is cut off this late at most. */
  recheckMs: number;
  /** How often a quiet event stream says that it is there. */
  heartbeatMs: number;
}

export const STREAM_BOUNDS: StreamBounds = {
  streamsPerKey: 10_000,
  requestsPerMinute: 1_200,
  waitingBytes: 4_000_000,
  stalledMs: 30_000,
  recheckMs: 20_000,
  heartbeatMs: 15_000,
};
