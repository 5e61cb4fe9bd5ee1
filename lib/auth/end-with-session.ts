import 'server-only';
import { onAuthChange } from '@/lib/auth/auth-changes';
import type { Principal } from '@/lib/auth/contracts';
import { isUnchangedPrincipal } from '@/lib/auth/find-principal';
import { selectSessionRights, type SessionRights } from '@/lib/auth/internal/sql/sessions-sql';
import { isDatabaseAway } from '@/lib/db/is-database-away';
import { sqlRunner } from '@/lib/db/transaction';
import { getLogger } from '@/lib/observability/logger';

/** How often the sessions of all open responses are read again, in case notifications were lost. */
const CHECK_INTERVAL_MS = 10_000;

interface OpenResponse {
  readonly principal: Principal;
  end(): void;
}

declare global {
  var yikaOpenResponses: Set<OpenResponse> | undefined;
}

/**
 * A response body that ends when the session of its request ends, or when its person's role changes: the request was
 * authorised once, but its body may go on for an hour. Sessions are read again after every change of a person (in any
 * process) and every 10 seconds. A body that is ended early fails (the connection breaks), so that nobody takes it for
 * a whole one. While the database is away the body goes on.
 */
export function endWithSession(principal: Principal, body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const responses = openResponses();
  let response: OpenResponse | undefined;
  const forget = (): void => {
    if (response !== undefined) responses.delete(response);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        response = {
          principal,
          end() {
            const over = new Error('the session of this response is over');
            controller.error(over);
            reader
              .cancel(over)
              .catch((error: unknown) =>
                getLogger().warn({ err: error }, 'a response whose session is over could not be cancelled'),
              );
          },
        };
        responses.add(response);
        // The session may have ended between the look-up of the principal and now: that notification has passed.
        if (!isUnchangedPrincipal(principal)) void endOverdue([response]);
      },
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (response !== undefined && !responses.has(response)) return;
          if (!done) controller.enqueue(value);
          else {
            forget();
            controller.close();
          }
        } catch (error) {
          forget();
          throw error;
        }
      },
      async cancel(reason) {
        forget();
        await reader.cancel(reason);
      },
    },
    // Nothing is read before the reader requests it: the body's own queue is the only one.
    { highWaterMark: 0 },
  );
}

function openResponses(): Set<OpenResponse> {
  if (globalThis.yikaOpenResponses === undefined) {
    const responses = new Set<OpenResponse>();
    globalThis.yikaOpenResponses = responses;
    onAuthChange(
      (personId) =>
        void endOverdue(
          [...responses].filter((response) => personId === null || response.principal.personId === personId),
        ),
    );
    setInterval(() => void endOverdue([...responses]), CHECK_INTERVAL_MS).unref();
  }
  return globalThis.yikaOpenResponses;
}

async function endOverdue(responses: readonly OpenResponse[]): Promise<void> {
  if (responses.length === 0) return;
  try {
    const rights = await selectSessionRights(sqlRunner(), [
      ...new Set(responses.map(({ principal }) => principal.sessionId)),
    ]);
    const bySession = new Map(rights.map((row) => [row.session_id, row]));
    for (const response of responses) {
      if (!isOverdue(response.principal, bySession.get(response.principal.sessionId))) continue;
      if (globalThis.yikaOpenResponses?.delete(response) === true) response.end();
    }
  } catch (error) {
    if (!isDatabaseAway(error))
      getLogger().error({ err: error }, 'the sessions of open responses could not be read; the next check repeats it');
  }
}

function isOverdue(principal: Principal, rights: SessionRights | undefined): boolean {
  return rights?.role !== principal.role || (rights.must_change_password && !principal.mustChangePassword);
}
