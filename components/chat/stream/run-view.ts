import type { MessageOrigin, RunError, RunPhase, RunStatus } from '@/lib/conversations/contracts';
import type { QueuePlace } from '@/lib/runs/contracts';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

/** A part of an answer while it is written. A reasoning part has no duration until it has ended. */
export type RunPart =
  /** The text of a tool part is the id of its call. */
  | { readonly kind: 'text' | 'tool'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string; readonly durationMs: number | null };

/** The state of the stream that reports the run; it says nothing about the run itself. */
export type RunConnection = 'live' | 'reconnecting';

/** One unfinished or just finished run, as this tab knows it. Replaced, never changed. */
export interface RunView {
  readonly runId: string;
  readonly conversationId: string;
  readonly userMessageId: string;
  /** The assistant message it writes. */
  readonly messageId: string;
  readonly status: RunStatus;
  readonly phase: RunPhase | null;
  /** Known only while it waits. */
  readonly queue: QueuePlace | null;
  readonly parts: readonly RunPart[];
  /** The latest version of its tool calls in the stream, by id. */
  readonly calls: ReadonlyMap<string, ToolCallDto>;
  readonly error: RunError | null;
  readonly origin: MessageOrigin | null;
  readonly connection: RunConnection;
  /** When it began to think, ms since 1970 by this device's clock; null before that. */
  readonly thinkingSinceMs: number | null;
  /** The person asked to stop it and the server has not said so yet. */
  readonly isStopping: boolean;
  /** Ids of parts on the wire, by their index: end events name a part by its id alone. */
  readonly partIds: ReadonlyMap<string, number>;
}

const TERMINAL = new Set<RunStatus>(['completed', 'stopped', 'failed', 'interrupted']);

/** True when the run will not change any more by itself. */
export function isTerminal(status: RunStatus): boolean {
  return TERMINAL.has(status);
}

/**
 * Where a reader stands, in the form the server resumes from: `<part>:<length>`, or null before the first character.
 */
export function resumePoint(run: Pick<RunView, 'parts'>): string | null {
  const last = run.parts.at(-1);
  return last === undefined ? null : `${run.parts.length - 1}:${last.text.length}`;
}
