import 'server-only';
import type { JsonObject, StoredTool, ToolError } from '@/lib/tools/contracts';

/** Who calls, for what, and how it is ended early. */
export interface InvokeContext {
  readonly callId: string;
  readonly personId: string;
  /** Language of what built-in tools write. */
  readonly locale: 'zh' | 'en';
  readonly now: Date;
  /** Aborted when the run is stopped; the tool's own time limit comes on top. */
  readonly signal: AbortSignal;
  /** Called when the call is about to reach whom it is for: what fails before that has changed nothing. */
  readonly onSent: () => void;
}

/** The outcome of a call. A failure is data as well: the model and the person get it, and nothing is thrown. */
export type ToolOutcome =
  | {
      readonly ok: true;
      readonly type: 'json' | 'text' /** The whole result; JSON as text when `type` is json. */;
      readonly text: string;
    }
  | { readonly ok: false; readonly error: ToolError };

/**
 * Calls a tool whose arguments were validated and whose call was allowed. Throws only the signal's reason when aborted,
 * and bugs.
 */
export type Invoke = (tool: StoredTool, input: JsonObject, context: InvokeContext) => Promise<ToolOutcome>;
