/** What is copied: clean text, and the same with its structure for places that take it (mail, documents, chats). */
export interface CopiedContent {
  readonly text: string;
  readonly html?: string | undefined;
}
