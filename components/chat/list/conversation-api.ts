import { apiFetch, apiResponse } from '@/components/lib/api-client';
import type { ConversationPage, ConversationSummary } from '@/lib/conversations/contracts';

export interface ConversationChange {
  readonly title?: string;
  readonly pinned?: boolean;
  readonly archived?: boolean;
  readonly read?: true;
}

const pathOf = (id: string) => `/api/conversations/${id}`;

export function fetchConversations(
  archived: boolean,
  cursor: string | null,
  signal?: AbortSignal,
): Promise<ConversationPage> {
  const query = new URLSearchParams({ archived: String(archived), ...(cursor === null ? {} : { cursor }) });
  return apiFetch<ConversationPage>(`/api/conversations?${query}`, signal === undefined ? {} : { signal });
}

export function changeConversation(id: string, change: ConversationChange): Promise<ConversationSummary> {
  return apiFetch<ConversationSummary>(pathOf(id), { method: 'PATCH', body: change });
}

export async function deleteConversation(id: string): Promise<void> {
  await apiFetch(pathOf(id), { method: 'DELETE' });
}

export async function restoreConversation(id: string): Promise<void> {
  await apiFetch(`${pathOf(id)}/restore`, { method: 'POST' });
}

/** The conversation as a file, with the name the server gives it. */
export async function downloadConversation(id: string, format: 'markdown' | 'json'): Promise<void> {
  const response = await apiResponse(`${pathOf(id)}/export?format=${format}`);
  const encoded = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('content-disposition') ?? '')?.[1];
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = encoded === undefined ? `${id}.${format === 'json' ? 'json' : 'md'}` : decodeURIComponent(encoded);
  link.click();
  URL.revokeObjectURL(url);
}
