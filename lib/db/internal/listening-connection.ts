import type pg from 'pg';
import { listen, ping, unlisten } from '@/lib/db/internal/db-listen-sql';
import { SocketClient } from '@/lib/db/internal/socket-client';
import { getPool } from '@/lib/db/pool';

const FIRST_RETRY_MS = 50;
const LONGEST_RETRY_MS = 2_000;
/** A connection that a firewall dropped in silence is found within these two together. */
const PING_EVERY_MS = 10_000;
const ANSWER_WITHIN_MS = 5_000;

export type NotificationHandler = (payload: string) => void;

/**
 * One connection that listens, for as long as the process lives. Invariants: at most one client exists; `listening`
 * has the channels whose LISTEN that client has confirmed; a lost client is replaced until `close()`.
 */
export class ListeningConnection {
  readonly handlers = new Map<string, Set<NotificationHandler>>();
  readonly reconnectHandlers = new Set<() => void>();
  #client: SocketClient | undefined;
  #turn: Promise<void> = Promise.resolve();
  #listening = new Set<string>();
  #waiters: (() => void)[] = [];
  #isRunning = false;
  #wasConnected = false;
  #retryTimer: NodeJS.Timeout | undefined;
  #pingTimer: NodeJS.Timeout | undefined;

  add(channel: string, handler: NotificationHandler): void {
    const handlers = this.handlers.get(channel) ?? new Set();
    this.handlers.set(channel, handlers.add(handler));
    if (!this.#isRunning) this.#start();
    else if (this.#client !== undefined && !this.#listening.has(channel)) this.#listenOn(this.#client, channel);
  }

  remove(channel: string, handler: NotificationHandler): void {
    const handlers = this.handlers.get(channel);
    if (handlers?.delete(handler) !== true || handlers.size > 0) return;
    this.handlers.delete(channel);
    this.#listening.delete(channel);
    const client = this.#client;
    if (client !== undefined) this.#inTurn(() => unlisten(client, channel)).catch(() => this.#lose(client));
  }

  /** Resolves once every subscribed channel is listened to. */
  async whenListening(): Promise<void> {
    while (![...this.handlers.keys()].every((channel) => this.#listening.has(channel))) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  /** Ends the connection and forgets every subscription. */
  async close(): Promise<void> {
    this.#isRunning = false;
    clearTimeout(this.#retryTimer);
    clearInterval(this.#pingTimer);
    this.handlers.clear();
    this.reconnectHandlers.clear();
    const client = this.#client;
    this.#client = undefined;
    this.#listening.clear();
    this.#wake();
    await client?.end();
  }

  #start(): void {
    this.#isRunning = true;
    this.#pingTimer = setInterval(() => this.#check(), PING_EVERY_MS).unref();
    void this.#connect(FIRST_RETRY_MS);
  }

  async #connect(retryMs: number): Promise<void> {
    const client = new SocketClient({
      ...connectionOf(getPool()),
      application_name: 'yika-listen',
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_WITHIN_MS,
      query_timeout: ANSWER_WITHIN_MS,
    });
    client.on('error', () => this.#lose(client));
    client.on('end', () => this.#lose(client));
    client.on('notification', ({ channel, payload }) => this.#deliver(channel, payload ?? ''));
    try {
      await client.connect();
      const channels = [...this.handlers.keys()];
      await listen(client, channels);
      if (this.#isRunning) this.#adopt(client, channels);
      else await client.end();
    } catch {
      // Not there yet; onReconnect is called when it is.
      discard(client);
      if (this.#isRunning)
        this.#retryTimer = setTimeout(() => void this.#connect(Math.min(retryMs * 2, LONGEST_RETRY_MS)), retryMs);
    }
  }

  #adopt(client: SocketClient, channels: readonly string[]): void {
    this.#client = client;
    this.#turn = Promise.resolve();
    this.#listening = new Set(channels);
    for (const channel of this.handlers.keys()) if (!this.#listening.has(channel)) this.#listenOn(client, channel);
    this.#wake();
    if (this.#wasConnected) for (const handler of this.reconnectHandlers) guarded(handler);
    this.#wasConnected = true;
  }

  #listenOn(client: SocketClient, channel: string): void {
    this.#inTurn(() => listen(client, [channel])).then(
      () => {
        if (this.#client === client && this.handlers.has(channel)) this.#listening.add(channel);
        this.#wake();
      },
      () => this.#lose(client),
    );
  }

  #lose(client: SocketClient): void {
    if (this.#client !== client) return;
    this.#client = undefined;
    this.#listening.clear();
    discard(client);
    if (this.#isRunning) void this.#connect(FIRST_RETRY_MS);
  }

  #check(): void {
    const client = this.#client;
    if (client !== undefined) this.#inTurn(() => ping(client)).catch(() => this.#lose(client));
  }

  /** One statement at a time: pg 9 will refuse to queue them. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  #deliver(channel: string, payload: string): void {
    for (const handler of [...(this.handlers.get(channel) ?? [])]) guarded(() => handler(payload));
  }

  #wake(): void {
    for (const resolve of this.#waiters.splice(0)) resolve();
  }
}

function connectionOf(pool: pg.Pool): pg.ClientConfig {
  const { connectionString, ssl } = pool.options;
  return { ...(connectionString === undefined ? {} : { connectionString }), ...(ssl === undefined ? {} : { ssl }) };
}

/** Closes the socket without waiting for a server that may not answer any more. */
function discard(client: SocketClient): void {
  client.end().catch(() => undefined);
  setTimeout(() => client.socket.destroy(), ANSWER_WITHIN_MS).unref();
}

/** A handler that throws must not end the connection of everybody else. */
function guarded(handler: () => void): void {
  try {
    handler();
  } catch (error) {
    process.emitWarning(error instanceof Error ? error : String(error));
  }
}
