import 'server-only';
import type { ExportedCall } from '@/lib/conversations/exported-call';

/** The words of an exported document in its reader's language. */
export interface ExportLabels {
  readonly question: string;
  readonly answer: string;
  readonly demo: string;
  /** Stands for an answer without text. */
  readonly empty: string;
  /** Before the names of a question's files. */
  readonly files: string;
  /** The heading above manual calls. */
  readonly lookUps: string;
  readonly arguments: string;
  readonly result: string;
  /** Of a result whose end is left out. */
  readonly formatCut: (result: { readonly shown: number; readonly chars: number }) => string;
  readonly formatState: (call: ExportedCall) => string;
  /** From ISO 8601. */
  readonly formatDate: (date: string) => string;
}
