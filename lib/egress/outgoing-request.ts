// lib/egress is the one way out: requests to addresses that admins or tools give, with address checks and limits.
import 'server-only';
import { startDeadline } from '@/lib/egress/internal/deadline';
import { decodeText, mediaType } from '@/lib/egress/decode-text';
import { egressError } from '@/lib/egress/egress-error';
import { openResponse, type OpenedResponse, type RequestParts } from '@/lib/egress/internal/open-response';
import type { EgressPolicy, ResolveHost } from '@/lib/egress/internal/resolve-host';

export interface OutgoingRequest extends RequestParts, EgressPolicy {
  /** Milliseconds for the whole request: resolving, connecting, redirects, and the last byte. */
  readonly timeoutMs: number;
  /** Most bytes of the body, on the wire and decompressed. */
  readonly maxBytes: number;
  /** Accepted media types; `text/*` and `+json` stand for groups. */
  readonly contentTypes?: readonly string[];
  readonly signal: AbortSignal;
  readonly resolve?: ResolveHost;
  /** Called when the connection is established and the request is being sent. */
  readonly onSent?: () => void;
}

export interface OutgoingResponse {
  readonly status: number;
  /** The header as received; empty when there was none. */
  readonly contentType: string;
  /** For a status other than 2xx only the first 8 KiB, and nothing when the body is not text. */
  readonly text: string;
  /** The body was longer than `text`. */
  readonly isCut: boolean;
  /** After the last redirect. */
  readonly url: string;
}

/** What tools can say as text. */
export const TEXT_TYPES = [
  'application/json',
  '+json',
  'application/x-ndjson',
  'text/*',
  'application/xml',
  '+xml',
] as const;
const FAILURE_BYTES = 8_192;

/**
 * Asks a declared host and reads its answer as text. Every status is an answer.
 * @throws AppError `egress-*`, see egress-error.ts; the signal's reason, at once, when it is aborted
 */
export async function outgoingRequest(request: OutgoingRequest): Promise<OutgoingResponse> {
  const deadline = startDeadline([request.signal], request.timeoutMs);
  try {
    const response = await openResponse(request, { ...request, signal: deadline.signal });
    try {
      const contentType = response.headers['content-type'] ?? '';
      const { bytes, isCut } = await readBody(response, contentType, request.contentTypes ?? TEXT_TYPES);
      return {
        status: response.status,
        contentType,
        text: decodeText(bytes, contentType),
        isCut,
        url: response.url.href,
      };
    } finally {
      response.close();
    }
  } catch (error) {
    throw deadline.explain(error);
  } finally {
    deadline.release();
  }
}

async function readBody(
  response: OpenedResponse,
  contentType: string,
  allowed: readonly string[],
): Promise<{ readonly bytes: Uint8Array; readonly isCut: boolean }> {
  const isFailure = response.status < 200 || response.status >= 300;
  const isAllowed = allowed.some((pattern) => matchesType(mediaType(contentType), pattern));
  if (isFailure && !isAllowed) return { bytes: new Uint8Array(), isCut: false };
  if (!isAllowed && contentType !== '') throw refusedType(contentType);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    if (!isAllowed) throw refusedType('none');
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (isFailure && bytes > FAILURE_BYTES)
      return { bytes: Buffer.concat(chunks).subarray(0, FAILURE_BYTES), isCut: true };
  }
  return { bytes: Buffer.concat(chunks), isCut: false };
}

function matchesType(type: string, pattern: string): boolean {
  if (pattern.startsWith('+')) return type.endsWith(pattern);
  return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern;
}

function refusedType(contentType: string): Error {
  return egressError('egress-content-type', 'The answer is not text', { type: mediaType(contentType) || 'none' });
}
