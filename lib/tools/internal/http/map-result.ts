import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { OutgoingResponse } from '@/lib/egress/outgoing-request';
import { mediaType } from '@/lib/egress/decode-text';
import { egressError } from '@/lib/egress/egress-error';
import { parseExactJson, resolvePointer } from '@/lib/tools/internal/http/exact-json';

export interface MappedResult {
  readonly type: 'json' | 'text';
  readonly text: string;
}

const EXCERPT_CHARS = 200;

export interface ResultRules {
  /** JSON Pointer (RFC 6901) to the result in a JSON answer; empty for the whole answer. */
  readonly pointer: string;
  /** Most bytes of the result in UTF-8. */
  readonly maxBytes: number;
  /** Masks the values of secrets in a text of the server. `isCut`: the text is the beginning of a longer one. */
  readonly mask: (text: string, isCut?: boolean) => string;
}

/**
 * Extracts the tool's result from an answer, with secrets masked. JSON keeps its numbers exactly.
 * @throws AppError `tool-http-status` (with `status` and the beginning of the answer), `tool-result-not-json`,
 * `tool-result-pointer`, `egress-too-large`
 */
export function mapResult(response: OutgoingResponse, { pointer, maxBytes, mask }: ResultRules): MappedResult {
  if (response.status >= 300 || response.status < 200) {
    throw new AppError({
      kind: 'unavailable',
      code: 'tool-http-status',
      detail: 'The address answered with a failure',
      // Masked before anything is cut: half a secret, or one without its `<…>`, would not be found.
      values: { status: response.status, excerpt: excerptOf(maskFailure(response, mask)) },
    });
  }
  const result = selectResult(response, pointer);
  if (Buffer.byteLength(result.text) > maxBytes)
    throw egressError('egress-too-large', 'The result is longer than the limit', { bytes: maxBytes });
  const text = mask(result.text);
  // Masking a secret that is a number makes the JSON invalid.
  return { type: result.type === 'json' && (text === result.text || parseJson(text) !== null) ? 'json' : 'text', text };
}

/** The decoded text is masked: JSON has more ways to write a character than masking knows. */
function maskFailure({ text, isCut }: OutgoingResponse, mask: ResultRules['mask']): string {
  const reason = reasonOf(parseJson(text)?.value);
  return reason === undefined ? mask(text, isCut) : mask(reason);
}

function selectResult(response: OutgoingResponse, pointer: string): MappedResult {
  const isJson = /^application\/json$|\+json$|^text\/json$/.test(mediaType(response.contentType));
  if (pointer === '' && !isJson) return { type: 'text', text: response.text };
  const document = parseJson(response.text);
  // An answer with a JSON content type and an invalid (for example empty) body is still an answer.
  if (document === null && pointer === '') return { type: 'text', text: response.text };
  if (document === null)
    throw new AppError({ kind: 'unavailable', code: 'tool-result-not-json', detail: 'The answer is not JSON' });
  const value = resolvePointer(document.value, pointer);
  if (value === undefined)
    throw new AppError({
      kind: 'unavailable',
      code: 'tool-result-pointer',
      detail: 'The answer has nothing there',
      values: { pointer },
    });
  return typeof value === 'string' ? { type: 'text', text: value } : { type: 'json', text: JSON.stringify(value) };
}

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: parseExactJson(text) };
  } catch {
    return null;
  }
}

/** Where APIs put their error messages (RFC 9457, OAuth and others); the first one that exists is used. */
const REASONS = ['/detail', '/message', '/error/message', '/reason', '/error_description', '/error', '/title'];

function reasonOf(body: unknown): string | undefined {
  return REASONS.map((pointer) => resolvePointer(body, pointer)).find(
    (value): value is string => typeof value === 'string' && value.trim() !== '',
  );
}

/** The beginning of an error text in one line, without tags, for people and the model. */
function excerptOf(text: string): string {
  const line = text
    .replaceAll(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replaceAll(/<[^>]{0,500}>/g, ' ')
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .trim();
  return line.length <= EXCERPT_CHARS ? line : `${line.slice(0, EXCERPT_CHARS).toWellFormed()}…`;
}
