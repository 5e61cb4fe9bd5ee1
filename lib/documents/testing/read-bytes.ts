import { type ParsedDocument, type ParseOptions, readDocument } from '@/lib/documents/parse-document';

/** Reads bytes, or text as UTF-8, by the real parser process. */
export function readBytes(
  content: Uint8Array | string,
  name = 'file',
  options: Omit<ParseOptions, 'name'> = {},
): Promise<ParsedDocument> {
  return readDocument([typeof content === 'string' ? Buffer.from(content) : content], { ...options, name });
}

/** All text that people see, block by block. */
export function seenText({ blocks }: ParsedDocument): string {
  return blocks
    .filter(({ kind }) => kind !== 'hidden')
    .map(({ text }) => text)
    .join('\n');
}

export function warningCodes({ warnings }: ParsedDocument): string[] {
  return warnings.map(({ code }) => code);
}
