import 'server-only';
import { recordEvents } from '@/lib/audit/record-events';
import { actorOf } from '@/lib/auth/actor-of';
import type { Principal } from '@/lib/auth/contracts';
import { withTransaction } from '@/lib/db/transaction';
import { AppError, isAppError } from '@/lib/errors/app-error';
import { outgoingRequest, TEXT_TYPES } from '@/lib/egress/outgoing-request';
import { parseDocument, type ParsedDocument } from '@/lib/tools/internal/openapi/parse-document';
import { withoutQuery } from '@/lib/tools/internal/sources/check-source';
import { toToolError } from '@/lib/tools/to-tool-error';

const FETCH_TIMEOUT_MS = 20_000;
/**
 * Most bytes of a fetched document; a YAML document that takes longer than `parseDocument` allows is refused before.
 */
const MAX_BYTES = 20_000_000;
const DOCUMENT_TYPES = [
  ...TEXT_TYPES,
  'application/yaml',
  'application/x-yaml',
  'application/vnd.oai.openapi',
  '+yaml',
  'application/octet-stream',
];

export interface DocumentOrigin {
  readonly document?: string | undefined;
  readonly url?: string | undefined;
  readonly isIntranet: boolean;
}

/**
 * Loads the pasted document, or fetches it from its address with the checks of every outgoing request. The audit log
 * records which address was fetched, by whom, and with which outcome: it may be in the intranet.
 * @throws AppError `openapi-*`, `egress-*`
 */
export async function loadDocument(
  principal: Principal,
  { document = '', url, isIntranet }: DocumentOrigin,
  signal: AbortSignal,
): Promise<ParsedDocument> {
  if (url === undefined) return parseDocument(document);
  const asked = { documentUrl: withoutQuery(url), isIntranet };
  const found = await fetchDocument(url, isIntranet, signal).catch(async (error: unknown) => {
    await recordFetch(
      principal,
      {
        ...asked,
        error: isAppError(error) ? toToolError(error) : { code: signal.aborted ? 'tool-stopped' : 'internal' },
      },
      'failed',
    );
    throw error;
  });
  await recordFetch(principal, asked, 'ok');
  return found;
}

async function fetchDocument(url: string, isIntranet: boolean, signal: AbortSignal): Promise<ParsedDocument> {
  const { host } = new URL(url);
  const answer = await outgoingRequest({
    method: 'GET',
    url,
    headers: {},
    body: null,
    hosts: [host],
    intranetHosts: isIntranet ? [host] : [],
    timeoutMs: FETCH_TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    contentTypes: DOCUMENT_TYPES,
    signal,
  }).catch(explainSize);
  if (answer.status !== 200)
    throw new AppError({
      kind: 'unavailable',
      code: 'openapi-not-fetched',
      detail: 'the address did not answer with a document',
      values: { status: answer.status },
    });
  return parseDocument(answer.text);
}

/** Adds the size of the document, if its server sent it, to the error. */
function explainSize(error: unknown): never {
  if (!isAppError(error) || error.code !== 'egress-too-large') throw error;
  const { size } = error.values;
  const values = { limit: MAX_BYTES, ...(size === undefined ? {} : { size }) };
  throw new AppError({
    kind: 'too-large',
    code: size === undefined ? 'openapi-longer' : 'openapi-too-long',
    detail: 'the document is longer than the limit',
    values,
    cause: error,
  });
}

async function recordFetch(
  principal: Principal,
  details: Readonly<Record<string, unknown>>,
  outcome: 'ok' | 'failed',
): Promise<void> {
  await withTransaction((sql) =>
    recordEvents(sql, [{ action: 'source.fetched', outcome, ...actorOf(principal), targetKind: 'source', details }]),
  );
}
