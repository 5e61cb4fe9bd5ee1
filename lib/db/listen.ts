import 'server-only';
import { sendNotification } from '@/lib/db/internal/db-listen-sql';
import { ListeningConnection, type NotificationHandler } from '@/lib/db/internal/listening-connection';
import type { SqlRunner } from '@/lib/db/transaction';

declare global {
  var yikaListeningConnection: ListeningConnection | undefined;
}

/**
 * Calls `handler` with the payload of every notification on `channel` (NOTIFY), in order, over the process's one
 * listening connection. Returns at once; `whenListening()` resolves when nothing is missed any more. While the
 * connection is down notifications are lost: whoever acts on them must also look at the tables in `onReconnect`.
 * @returns the function that ends this subscription
 */
export function subscribe(channel: string, handler: NotificationHandler): () => void {
  const connection = theConnection();
  connection.add(channel, handler);
  return () => connection.remove(channel, handler);
}

/**
 * Calls `handler` after each re-connection, when all channels are listened to again: the time to look for what was
 * missed.
 */
export function onReconnect(handler: () => void): () => void {
  const connection = theConnection();
  connection.reconnectHandlers.add(handler);
  return () => connection.reconnectHandlers.delete(handler);
}

/** Resolves when every channel subscribed so far is being listened to. Waits for as long as PostgreSQL is away. */
export function whenListening(): Promise<void> {
  return theConnection().whenListening();
}

/**
 * Sends a notification; inside a transaction it goes out with the commit, equal ones once. PostgreSQL allows 7,999
 * bytes of payload: send ids, not contents.
 */
export function notify(sql: SqlRunner, channel: string, payload: string): Promise<void> {
  return sendNotification(sql, channel, payload);
}

/** Ends the connection and all subscriptions: the end of the process, or of a test. */
export async function stopListening(): Promise<void> {
  const connection = globalThis.yikaListeningConnection;
  globalThis.yikaListeningConnection = undefined;
  await connection?.close();
}

function theConnection(): ListeningConnection {
  globalThis.yikaListeningConnection ??= new ListeningConnection();
  return globalThis.yikaListeningConnection;
}
