import type { Request, Response } from 'express';
import { errorMessage, isEncoursError } from '../../kernel';
import { unauthenticated } from '../authenticate';
import { extensionsOf, told } from '../errors';
import { encodeEventCursor } from '../event/event-cursor';
import type { ApiMetrics } from '../metrics';
import type { RequestContext } from '../request-context';
import { followLog, type FollowedLog } from '../subscriptions/follow-log';
import type { KeyWatch } from '../subscriptions/key-watch';
import type { SlowConsumers } from '../subscriptions/slow-consumers';
import { errorFrame, eventFrame, heartbeatFrame, RETRY_FRAME } from './event-frames';
import type { EventRequest } from './event-request';

export interface StreamParts {
  metrics: ApiMetrics;
  keys: KeyWatch;
  slow: SlowConsumers;
  heartbeatMs: number;
}

/** Who asks, for what, and with what key. */
export interface StreamStart {
  request: Request;
  response: Response;
  context: RequestContext;
  presented: string;
  asked: EventRequest;
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
};

/** Streams are told that we are there in so many groups one after the other, so that thousands of them are no burst. */
const BEATS = 16;

/** The server-sent event streams of one server. */
export class EventStreams {
  private readonly groups = Array.from({ length: BEATS }, () => new Set<EventStream>());
  private readonly heartbeat: NodeJS.Timeout;
  private readonly running = new Set<Promise<void>>();
  private opened = 0;
  private beats = 0;

  constructor(private readonly parts: StreamParts) {
    this.heartbeat = setInterval(() => this.beat(), Math.max(1, parts.heartbeatMs / BEATS));
    this.heartbeat.unref();
  }

  /** Resolves when the stream has ended. What is wrong with the request is thrown before anything is sent. */
  async serve(start: StreamStart): Promise<void> {
    const { context, asked, presented, response } = start;
    const { keys } = this.parts;
    const { tenantId } = context.key;
    const log = await followLog(context, {
      after: asked.after,
      types: asked.types,
      topics: asked.topics,
      pick: (entry) => (asked.wants(entry) ? eventFrame(tenantId, entry) : null),
    });
    // Who left meanwhile is not told of again.
    if (response.destroyed) return void log.return?.();
    const stream = new EventStream(start, log, this.parts.slow);
    try {
      const watched = keys.watch(presented, context.key, () =>
        stream.end(
          'UNAUTHENTICATED',
          extensionsOf(unauthenticated('the API key has expired or was revoked')),
        ),
      );
      response.once('close', () => watched.release());
    } catch (error) {
      await log.return?.();
      throw error;
    }
    const run = this.run(stream);
    this.running.add(run);
    await run.finally(() => this.running.delete(run));
  }

  private async run(stream: EventStream): Promise<void> {
    const { metrics } = this.parts;
    const group = this.groups[this.opened % BEATS];
    this.opened += 1;
    group?.add(stream);
    metrics.eventStreamsOpen.inc();
    try {
      await stream.run(metrics);
    } finally {
      group?.delete(stream);
      metrics.eventStreamsOpen.dec();
      metrics.streamsClosed.inc({ kind: 'sse', code: stream.endedWith });
    }
  }

  private beat(): void {
    this.beats += 1;
    for (const stream of this.groups[this.beats % BEATS] ?? []) stream.beat();
  }

  /** Ends all streams so that their readers come back elsewhere. */
  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    for (const group of this.groups) {
      for (const stream of group) stream.end('GOING_AWAY', null);
    }
    await Promise.allSettled(this.running);
  }
}

/** One reader's stream: writes what the log answers, and no faster than it is taken. */
class EventStream {
  /** Why it ended, in the words of a metric. */
  endedWith = 'CLIENT_LEFT';

  constructor(
    private readonly start: StreamStart,
    private readonly log: FollowedLog<string>,
    private readonly slow: SlowConsumers,
  ) {}

  async run(metrics: ApiMetrics): Promise<void> {
    const { response } = this.start;
    const leave = (): void => void this.log.return?.();
    response.once('close', leave);
    response.status(200).set(HEADERS).flushHeaders();
    response.socket?.setNoDelay(true);
    this.write(RETRY_FRAME);
    try {
      for await (const frame of this.log) {
        if (response.writableEnded || response.destroyed) break;
        const isTaken = this.write(frame);
        metrics.eventsDelivered.inc({ field: 'sse' });
        if (!isTaken) await untilTaken(response);
      }
    } catch (error) {
      this.fail(error);
    }
    leave();
    if (!response.writableEnded) response.end();
  }

  /** Also tells how far the log was read for this reader, which a quiet filter would not. */
  beat(): void {
    const { context } = this.start;
    const { settled } = this.log;
    const isAhead = settled !== null && settled >= 0;
    this.write(heartbeatFrame(isAhead ? encodeEventCursor(context.key.tenantId, settled) : null));
  }

  /** Says why, when there is something to say, and ends. */
  end(code: string, error: Record<string, unknown> | null): void {
    const { response } = this.start;
    if (response.writableEnded) return;
    this.endedWith = code;
    if (error !== null) this.write(errorFrame(error));
    void this.log.return?.();
    response.end();
  }

  private write(text: string): boolean {
    const { response } = this.start;
    if (response.writableEnded || response.destroyed) return true;
    const isTaken = response.write(text);
    if (response.socket !== null) this.slow.wrote(response.socket, () => this.cut());
    return isTaken;
  }

  /** Who takes nothing would not take the reason either. */
  private cut(): void {
    this.endedWith = 'SLOW_CONSUMER';
    this.start.response.destroy();
  }

  private fail(thrown: unknown): void {
    const error = told(thrown);
    if (isEncoursError(error) && error.family !== 'BUG') {
      this.end(error.code, { ...extensionsOf(error), message: error.message });
      return;
    }
    const { logger } = this.start.context.services;
    logger.error('an event stream failed', { error: errorMessage(error) });
    this.end('INTERNAL', { code: 'INTERNAL', message: 'something went wrong on our side' });
  }
}

function untilTaken(response: Response): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
