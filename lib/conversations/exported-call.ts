import 'server-only';

/** A call of a tool in an exported document. */
export interface ExportedCall {
  readonly id: string;
  /** model: a part of an answer; person: a manual call beside the conversation. */
  readonly origin: 'model' | 'person';
  readonly messageId: string | null;
  readonly toolName: string;
  readonly toolTitle: string;
  readonly isSample: boolean;
  readonly state: string;
  readonly error: unknown;
  /** Null when what the model wrote could not be read; then `argumentsText` is what it wrote. */
  readonly arguments: Readonly<Record<string, unknown>> | null;
  readonly argumentsText: string;
  readonly result: {
    readonly type: 'json' | 'text';
    readonly text: string;
    readonly isWhole: boolean;
    readonly chars: number;
    readonly hash: string;
  } | null;
  readonly approval: {
    readonly state: string;
    readonly decidedBy: { readonly name: string } | null;
    readonly decidedAt: string | null;
    readonly reason: string | null;
    readonly originalArguments: Readonly<Record<string, unknown>> | null;
  } | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}
