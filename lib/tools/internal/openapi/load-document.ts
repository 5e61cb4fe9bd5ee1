import 'server-only';
import { AppError } from '@/lib/errors/app-error';
import type { JsonObject } from '@/lib/tools/contracts';
import { outgoingRequest, TEXT_TYPES } from '@/lib/tools/internal/egress/outgoing-request';
import { parseDocument } from '@/lib/tools/internal/openapi/parse-document';

const FETCH_TIMEOUT_MS = 20_000;
const MAX_BYTES = 5_000_000;
const DOCUMENT_TYPES = [...TEXT_TYPES, 'application/yaml', 'application/x-yaml', 'application/vnd.oai.openapi', '+yaml', 'application/octet-stream'];

export interface DocumentOrigin {
  readonly document?: string | undefined;
  readonly url?: string | undefined;
  readonly isIntranet: boolean;
}

/** The document that was pasted, or fetched from its address with the checks of every outgoing request. @throws AppError `openapi-*`, `egress-*` */
export async function loadDocument(origin: DocumentOrigin, signal: AbortSignal): Promise<JsonObject> {
  if (origin.url === undefined) return parseDocument(origin.document ?? '');
  const { host } = new URL(origin.url);
  const answer = await outgoingRequest({
    method: 'GET', url: origin.url, headers: {}, body: null, hosts: [host], intranetHosts: origin.isIntranet ? [host] : [],
    timeoutMs: FETCH_TIMEOUT_MS, maxBytes: MAX_BYTES, contentTypes: DOCUMENT_TYPES, signal,
  });
  if (answer.status !== 200) throw new AppError({ kind: 'unavailable', code: 'openapi-not-fetched', detail: 'the address did not answer with a document', values: { status: answer.status } });
  return parseDocument(answer.text);
}
