import { apiFetch } from '@/components/lib/api-client';
import {
  importedToolsSchema,
  listedSourceSchema,
  toolSourceDetailSchema,
  toolSourceSchema,
  toolSourcesSchema,
  type ChooseRemoteToolsInput,
  type CreateMcpSourceInput,
  type ImportedTools,
  type ListedSource,
  type ToolSource,
  type ToolSourceDetail,
  type ToolSources,
  type UpdateToolSourceInput,
} from '@/lib/tools/catalogue-contracts';
import { openApiPreviewSchema, type OpenApiPreview } from '@/lib/tools/openapi-contracts';

/** Query key of sources; one source has `[SOURCES, id]`. */
export const SOURCES = 'tool-sources';
const PATH = '/api/admin/tool-sources';

/** A document: its text, or its address. */
export interface OpenApiOrigin {
  readonly document?: string;
  readonly url?: string;
  readonly isIntranet?: boolean;
}
export type ImportBody = OpenApiOrigin & {
  readonly name: string;
  readonly serverUrl: string;
  readonly isServerIntranet: boolean;
  readonly intranetHosts: readonly string[];
  readonly operations: readonly { readonly key: string; readonly name: string; readonly effect: 'read' | 'change' }[];
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly query: readonly { readonly name: string; readonly value: string }[];
};

export function requestSources(signal: AbortSignal): Promise<ToolSources> {
  return apiFetch(PATH, { signal, schema: toolSourcesSchema });
}

export function requestSource(sourceId: string, signal: AbortSignal): Promise<ToolSourceDetail> {
  return apiFetch(`${PATH}/${sourceId}`, { signal, schema: toolSourceDetailSchema });
}

export function requestCreateSource(body: CreateMcpSourceInput): Promise<ToolSource> {
  return apiFetch(PATH, { method: 'POST', body, schema: toolSourceSchema });
}

export function requestUpdateSource(sourceId: string, body: UpdateToolSourceInput): Promise<ToolSource> {
  return apiFetch(`${PATH}/${sourceId}`, { method: 'PATCH', body, schema: toolSourceSchema });
}

export function requestDeleteSource(sourceId: string): Promise<unknown> {
  return apiFetch(`${PATH}/${sourceId}`, { method: 'DELETE' });
}

export function requestListing(sourceId: string): Promise<ListedSource> {
  return apiFetch(`${PATH}/${sourceId}/list`, { method: 'POST', schema: listedSourceSchema });
}

export function requestChoose(sourceId: string, body: ChooseRemoteToolsInput): Promise<ImportedTools> {
  return apiFetch(`${PATH}/${sourceId}/tools`, { method: 'POST', body, schema: importedToolsSchema });
}

/** @param offset the number of operations to skip */
export function requestPreview(origin: OpenApiOrigin, offset = 0): Promise<OpenApiPreview> {
  return apiFetch(`${PATH}/openapi/preview`, {
    method: 'POST',
    body: { ...origin, offset },
    schema: openApiPreviewSchema,
  });
}

export function requestImport(body: ImportBody): Promise<ImportedTools> {
  return apiFetch(`${PATH}/openapi`, { method: 'POST', body, schema: importedToolsSchema });
}
