import 'server-only';

/** The words of an exported document in its reader's language. */
export interface ExportLabels {
  readonly question: string;
  readonly answer: string;
  readonly demo: string;
  /** Stands for an answer without text. */
  readonly empty: string;
  /** From ISO 8601. */
  readonly formatDate: (date: string) => string;
}
