import { z } from 'zod';
import { MAX_TITLE_LENGTH } from '@/lib/conversations/constants';
import { modeSchema } from '@/lib/engine/contracts';

/**
 * Which sections of a file go to the model (docs/documents.md): numbers of pages, slides or sections, both ends
 * included.
 */
export const fileRangesSchema = z
  .array(z.tuple([z.int().min(1), z.int().min(1)]))
  .min(1)
  .max(200);
export type FileRanges = z.infer<typeof fileRangesSchema>;

/** A file in a question, as it was when the question was asked or its file had been read; `text` is the file's id. */
export const filePartSchema = z.object({
  type: z.literal('file'),
  text: z.uuid(),
  name: z.string(),
  kind: z.string().nullable(),
  unit: z.enum(['page', 'sheet', 'slide', 'document']).nullable(),
  /** Pages, slides or sheets; null while they are not known. */
  total: z.number().nullable(),
  /** Of the whole file; null while it is being read. */
  tokens: z.number().nullable(),
  /** All of it when absent. */
  ranges: fileRangesSchema.optional(),
});
export type FilePart = z.infer<typeof filePartSchema>;

/**
 * Every part has a text that only grows, so that a place in it identifies an event. A tool part's is the id of its call
 * (`tool_call`).
 */
export const messagePartSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.literal('reasoning'), text: z.string(), durationMs: z.number() }),
  z.object({ type: z.literal('tool'), text: z.uuid() }),
]);
/** A part of an answer. */
export type MessagePart = z.infer<typeof messagePartSchema>;
const storedPartSchema = z.discriminatedUnion('type', [...messagePartSchema.options, filePartSchema]);
/** A part of any message: only questions have files. */
export type StoredPart = z.infer<typeof storedPartSchema>;

export const messageOriginSchema = z.object({
  model: z.string(),
  isDemo: z.boolean(),
  /** A service outside wrote it: the conversation left the company. */
  isExternal: z.boolean().optional(),
  mode: modeSchema,
  promptTokens: z.number().int().optional(),
  /** Of the prompt, those that the engine had read before. */
  cachedTokens: z.number().int().optional(),
  outputTokens: z.number().int().optional(),
  droppedTurns: z.number().int().optional(),
  /** Results of tools that did not go to the model whole, for want of room. */
  shortenedResults: z.number().int().optional(),
});
export type MessageOrigin = z.infer<typeof messageOriginSchema>;

export const RUN_STATUSES = [
  'held',
  'queued',
  'running',
  'waiting_approval',
  'completed',
  'stopped',
  'failed',
  'interrupted',
] as const;
export const runStatusSchema = z.enum(RUN_STATUSES);
export type RunStatus = z.infer<typeof runStatusSchema>;

const TERMINAL: ReadonlySet<RunStatus> = new Set(['completed', 'stopped', 'failed', 'interrupted']);
/** Whether a run of this status has ended, and changes no more. */
export function isTerminal(status: RunStatus): boolean {
  return TERMINAL.has(status);
}

export const RUN_PHASES = ['prefill', 'thinking', 'writing', 'tool'] as const;
export const runPhaseSchema = z.enum(RUN_PHASES);
export type RunPhase = z.infer<typeof runPhaseSchema>;

/** Why a run failed; `values` fill the sentence `errors.<code>`. */
export const runErrorSchema = z.object({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
});
export type RunError = z.infer<typeof runErrorSchema>;

/** The latest run of an assistant message, as a reader of the conversation needs it. */
export const messageRunSchema = z.object({ id: z.uuid(), status: runStatusSchema, error: runErrorSchema.nullable() });

/** Dates are ISO 8601. Messages form a tree by parentId; siblings are versions of each other, oldest first. */
export const messageSchema = z.object({
  id: z.uuid(),
  parentId: z.uuid().nullable(),
  role: z.enum(['user', 'assistant']),
  parts: z.array(storedPartSchema),
  origin: messageOriginSchema.nullable(),
  run: messageRunSchema.nullable(),
  createdAt: z.string(),
});
export type MessageDto = z.infer<typeof messageSchema>;

/** What happened in a conversation since its owner last looked at it. A decision names the tool it was about. */
export const conversationNewsSchema = z.object({
  kind: z.enum(['answered', 'failed', 'approved', 'refused', 'expired']),
  tool: z.string().nullable(),
  at: z.string(),
});
export type ConversationNews = z.infer<typeof conversationNewsSchema>;

/**
 * writing: a run is unfinished. waiting: a call waits for an approval. unread: something ended that the owner has not
 * seen.
 */
export const CONVERSATION_STATES = ['idle', 'writing', 'waiting', 'unread'] as const;

export const conversationSummarySchema = z.object({
  id: z.uuid(),
  title: z.string(),
  pinned: z.boolean(),
  archived: z.boolean(),
  activeAt: z.string(),
  state: z.enum(CONVERSATION_STATES),
  news: conversationNewsSchema.nullable(),
});
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;

/** Most conversations one person can pin. */
export const MAX_PINNED = 100;
export const CONVERSATION_PAGE_SIZE = 50;

/** GET /api/conversations. `cursor` is a page's `nextCursor`, given back as it came. */
export const listConversationsSchema = z.object({
  cursor: z.string().max(100).optional(),
  archived: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
  limit: z.coerce.number().int().min(1).max(200).default(CONVERSATION_PAGE_SIZE),
});
export type ListConversationsInput = z.output<typeof listConversationsSchema>;

/**
 * The first page of what is not archived begins with all pinned ones, newest pin first; everything after them is by
 * `activeAt`, newest first.
 */
export const conversationPageSchema = z.object({
  items: z.array(conversationSummarySchema),
  nextCursor: z.string().nullable(),
});
export type ConversationPage = z.infer<typeof conversationPageSchema>;

/** A whole conversation: every message of the tree, the shown leaf. */
export const conversationSchema = conversationSummarySchema.extend({
  leafMessageId: z.uuid().nullable(),
  messages: z.array(messageSchema),
});
export type ConversationDto = z.infer<typeof conversationSchema>;

export const conversationPatchSchema = z.object({
  title: z.string().trim().min(1).max(MAX_TITLE_LENGTH).optional(),
  pinned: z.boolean().optional(),
  archived: z.boolean().optional(),
  leafMessageId: z.uuid().optional(),
  /** Its owner has seen everything up to now. */
  read: z.literal(true).optional(),
});
export type ConversationPatch = z.output<typeof conversationPatchSchema>;

export const conversationParamsSchema = z.object({ conversationId: z.uuid() });

/** markdown: the shown branch as a document. json: the whole tree. */
export const EXPORT_FORMATS = ['markdown', 'json'] as const;
export const exportQuerySchema = z.object({ format: z.enum(EXPORT_FORMATS).default('markdown') });
export type ExportFormat = z.output<typeof exportQuerySchema>['format'];

export const MAX_SEARCH_LENGTH = 200;
/** GET /api/search. */
export const searchQuerySchema = z.object({ q: z.string().trim().max(MAX_SEARCH_LENGTH) });

/** The best place of one conversation: a message, or its title where no message matches. */
export const searchHitSchema = z.object({
  conversationId: z.uuid(),
  /** null: only the title matches. */
  messageId: z.uuid().nullable(),
  /** Further messages of the conversation that match, among those that were looked at. */
  more: z.number().int(),
  title: z.string(),
  /** Text around the matches; ranges are [start, end) in UTF-16 units of `snippet`. */
  snippet: z.string(),
  highlights: z.array(z.tuple([z.number().int(), z.number().int()])),
  createdAt: z.string(),
});
export type SearchHit = z.infer<typeof searchHitSchema>;
export const searchResultSchema = z.object({ hits: z.array(searchHitSchema) });
