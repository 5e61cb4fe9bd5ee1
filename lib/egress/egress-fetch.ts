import 'server-only';
import { startDeadline, type Deadline } from '@/lib/egress/internal/deadline';
import { mediaType } from '@/lib/egress/decode-text';
import { openResponse, type OpenedResponse } from '@/lib/egress/internal/open-response';
import { CONNECTION_HEADERS } from '@/lib/egress/request-headers';
import type { EgressPolicy, ResolveHost } from '@/lib/egress/internal/resolve-host';

export interface EgressFetchPolicy extends EgressPolicy {
  /**
   * Milliseconds for each request with its body. For an event stream the time ends with its headers; the stream stays
   * open until it is closed.
   */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Aborts every request, in addition to the signal of the request itself. */
  readonly signal?: AbortSignal;
  readonly resolve?: ResolveHost;
}

const NO_BODY = new Set([204, 205, 304]);

/**
 * A `fetch` for libraries that need one, with the checks of every outgoing request. Headers that belong to the
 * connection are dropped.
 * @throws AppError `egress-*`, or the reason of an aborted signal
 */
export function egressFetch(policy: EgressFetchPolicy): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const url = input instanceof Request ? input.url : String(input);
    // Not `request.signal`: it follows the caller's signal only until the Request is garbage-collected, and a stream
    // lives longer.
    const given = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    const deadline = startDeadline(
      [policy.signal, given].filter((signal) => signal !== undefined),
      policy.timeoutMs,
    );
    try {
      const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer());
      const headers = Object.fromEntries([...request.headers].filter(([name]) => !CONNECTION_HEADERS.has(name)));
      const opened = await openResponse(
        { method: request.method, url, headers, body },
        { ...policy, signal: deadline.signal, redirect: request.redirect },
      );
      return toResponse(opened, deadline);
    } catch (error) {
      deadline.release();
      throw deadline.explain(error);
    }
  };
}

function toResponse(opened: OpenedResponse, deadline: Deadline): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(opened.headers)) {
    // The body is already decompressed, and cookies are dropped: nothing here stores them.
    if (value === undefined || name === 'content-encoding' || name === 'content-length' || name === 'set-cookie')
      continue;
    headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  if (mediaType(headers.get('content-type') ?? '') === 'text/event-stream') deadline.stopClock();
  const hasBody = !NO_BODY.has(opened.status);
  if (!hasBody) {
    opened.close();
    deadline.release();
  }
  const response = new Response(hasBody ? streamOf(opened, deadline) : null, { status: opened.status, headers });
  return Object.defineProperty(response, 'url', { value: opened.url.href });
}

function streamOf(opened: OpenedResponse, deadline: Deadline): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = opened.body[Symbol.asyncIterator]();
  const end = (): void => {
    opened.close();
    deadline.release();
  };
  return new ReadableStream({
    pull: async (controller) => {
      try {
        const next = await chunks.next();
        if (next.done === true) {
          end();
          controller.close();
        } else {
          controller.enqueue(new Uint8Array(next.value));
        }
      } catch (error) {
        end();
        controller.error(deadline.explain(error));
      }
    },
    cancel: end,
  });
}
