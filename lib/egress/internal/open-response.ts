import 'server-only';
import type { IncomingHttpHeaders } from 'node:http';
import { boundedBody } from '@/lib/egress/internal/bounded-body';
import { checkUrl } from '@/lib/egress/check-url';
import { untilAborted } from '@/lib/egress/internal/deadline';
import { egressError } from '@/lib/egress/egress-error';
import { MAX_REDIRECTS, nextHop, redirectLocation, type Hop } from '@/lib/egress/internal/next-hop';
import { checkHeaders } from '@/lib/egress/request-headers';
import { resolveChecked, systemResolve, type EgressPolicy, type ResolveHost } from '@/lib/egress/internal/resolve-host';
import { sendRequest } from '@/lib/egress/internal/send-request';

export interface RequestParts {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
}

export interface OpenOptions extends EgressPolicy {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
  /** `manual`: a redirect is returned as the answer. */
  readonly redirect?: 'follow' | 'manual' | 'error';
  /** Resolves host names; only tests replace the system's resolver. */
  readonly resolve?: ResolveHost;
  /** Called when the connection is established and the request is being sent. */
  readonly onSent?: () => void;
}

export interface OpenedResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** After the last redirect. */
  readonly url: URL;
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the connection, even if the body was not read to its end. */
  readonly close: () => void;
}

/**
 * The only way out of the process for tools: host, addresses and headers of every hop are checked before it is
 * requested.
 * @throws AppError `egress-*`; errors of the connection and the signal's reason as they are
 */
export async function openResponse(request: RequestParts, options: OpenOptions): Promise<OpenedResponse> {
  let hop: Hop = {
    method: request.method,
    url: checkUrl(request.url),
    headers: checkHeaders(request.headers),
    body: typeof request.body === 'string' ? Buffer.from(request.body) : request.body,
  };
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const addresses = await untilAborted(
      resolveChecked(hop.url, options, options.resolve ?? systemResolve),
      options.signal,
    );
    const response = await sendRequest(hop, addresses, options.signal, options.onSent);
    const close = (): void => void response.destroy();
    const status = response.statusCode ?? 0;
    const location = options.redirect === 'manual' ? null : redirectLocation(status, response.headers.location);
    try {
      if (location === null)
        return {
          status,
          headers: response.headers,
          url: hop.url,
          body: boundedBody(response, options.maxBytes),
          close,
        };
      if (options.redirect === 'error')
        throw egressError('egress-redirect-refused', 'No redirect was expected', { host: hop.url.host });
      hop = nextHop(hop, status, location);
      close();
    } catch (error) {
      close();
      throw error;
    }
  }
  throw egressError('egress-redirect-limit', 'Too many redirects', { limit: MAX_REDIRECTS });
}
