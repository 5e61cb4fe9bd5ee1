import { apiFetch, apiResponse } from '@/components/lib/api-client';
import type { ConversationDto } from '@/lib/conversations/contracts';
import type { Mode } from '@/lib/engine/contracts';
import type { AskInput, UnfinishedRuns } from '@/lib/runs/contracts';

/** The requests of the chat to the server. Everything throws ApiProblem. */
export interface ChatServer {
  /** A repetition with the same message id is the same question. */
  readonly ask: (input: AskInput, signal?: AbortSignal) => Promise<Response>;
  /** Another answer to the question of this answer. */
  readonly regenerate: (messageId: string, mode: Mode) => Promise<Response>;
  readonly continueAnswer: (messageId: string) => Promise<Response>;
  readonly follow: (runId: string, after: string | null, signal: AbortSignal) => Promise<Response>;
  readonly stop: (runId: string) => Promise<void>;
  readonly loadConversation: (conversationId: string) => Promise<ConversationDto>;
  readonly listUnfinishedRuns: (conversationId: string) => Promise<UnfinishedRuns>;
  readonly showLeaf: (conversationId: string, leafMessageId: string) => Promise<void>;
}

/** The server this page came from. */
export const chatServer: ChatServer = {
  ask: (input, signal) =>
    apiResponse('/api/runs', { method: 'POST', body: input, ...(signal === undefined ? {} : { signal }) }),
  regenerate: (messageId, mode) => apiResponse('/api/runs/regenerate', { method: 'POST', body: { messageId, mode } }),
  continueAnswer: (messageId) => apiResponse('/api/runs/continue', { method: 'POST', body: { messageId } }),
  follow: (runId, after, signal) =>
    apiResponse(`/api/runs/${runId}/stream${after === null ? '' : `?after=${encodeURIComponent(after)}`}`, { signal }),
  stop: (runId) => apiFetch(`/api/runs/${runId}/stop`, { method: 'POST' }),
  loadConversation: (conversationId) => apiFetch(`/api/conversations/${conversationId}`),
  listUnfinishedRuns: (conversationId) => apiFetch(`/api/conversations/${conversationId}/runs`),
  showLeaf: (conversationId, leafMessageId) =>
    apiFetch(`/api/conversations/${conversationId}`, { method: 'PATCH', body: { leafMessageId }, keepalive: true }),
};
