import 'server-only';
import type { FilePart, StoredPart } from '@/lib/conversations/contracts';
import type { DocumentSection } from '@/lib/documents/contracts';
import { divideDocument, layOutDocument } from '@/lib/documents/lay-out-document';
import type { FileDto } from '@/lib/files/contracts';
import { getFiles } from '@/lib/files/get-file';
import { readAllBlocks } from '@/lib/files/read-blocks';
import type { Block } from '@/lib/parser/contracts';

/** A file of a branch of a conversation. */
export interface Attachment {
  readonly part: FilePart;
  /** Its number in the prompt, from 1 on. */
  readonly number: number;
  /** Undefined when it was deleted: its name is all that is left. */
  readonly file: FileDto | undefined;
  /** All of the file, in reading order. */
  readonly sections: readonly DocumentSection[];
}

/** Divided documents that are kept for the next step or the next question. */
const MAX_KEPT = 16;

declare global {
  var yikaDividedFiles: Map<string, readonly DocumentSection[]> | undefined;
}

/**
 * The files of a branch in the order in which they came, each once; the same file with other pages is another. Numbers
 * depend on the branch alone, so that a mark in an answer keeps its meaning.
 */
export async function loadAttachments(
  personId: string,
  messages: readonly { readonly parts: readonly StoredPart[] }[],
): Promise<Attachment[]> {
  const parts = new Map<string, FilePart>();
  for (const part of messages.flatMap((message) => message.parts))
    if (part.type === 'file' && !parts.has(attachmentKey(part))) parts.set(attachmentKey(part), part);
  if (parts.size === 0) return [];
  const ids = [...new Set([...parts.values()].map((part) => part.text))];
  const files = new Map((await getFiles({ personId }, ids)).map((file) => [file.id, file]));
  return Promise.all(
    [...parts.values()].map(async (part, index) => {
      const found = files.get(part.text);
      const file = found?.state === 'deleted' ? undefined : found;
      return { part, number: index + 1, file, sections: file === undefined ? [] : await sectionsOf(personId, file) };
    }),
  );
}

/** What makes two parts the same attachment. */
export function attachmentKey(part: FilePart): string {
  return `${part.text} ${JSON.stringify(part.ranges ?? null)}`;
}

/** An attachment as the model gets it: all of it, or the chosen sections. */
export function layOutAttachment({ part, number, file, sections }: Attachment): string {
  const { ranges } = part;
  const head = {
    name: part.name,
    total: file?.total ?? 0,
    warnings: file?.warnings ?? [],
    isDeleted: file === undefined,
  };
  const keep =
    ranges === undefined
      ? undefined
      : (section: DocumentSection): boolean =>
          ranges.some(([from, to]) => section.number >= from && section.number <= to);
  return layOutDocument(sections, head, number, keep).text;
}

async function sectionsOf(personId: string, file: FileDto): Promise<readonly DocumentSection[]> {
  const kept = (globalThis.yikaDividedFiles ??= new Map<string, readonly DocumentSection[]>());
  // What is read of a file again, with a password or after a failure, has another size.
  const key = `${file.id} ${file.state} ${file.blocks} ${file.characters}`;
  const known = kept.get(key);
  kept.delete(key);
  const sections = known ?? divideDocument(await blocksOf(personId, file.id));
  kept.set(key, sections);
  const oldest = kept.keys().next();
  if (kept.size > MAX_KEPT && oldest.done !== true) kept.delete(oldest.value);
  return sections;
}

async function blocksOf(personId: string, fileId: string): Promise<Block[]> {
  const blocks: Block[] = [];
  for await (const page of readAllBlocks({ personId }, fileId)) blocks.push(...page);
  return blocks;
}
