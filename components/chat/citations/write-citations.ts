import { newId } from '@/components/lib/new-id';
import type { MessageCitations } from '@/lib/documents/contracts';

/** Of this page alone: a model cannot write a link that passes for a checked citation. */
const PREFIX = `#cite-${newId()}-`;
/** What a mark looks like at the least; the server reads them exactly. */
const MARK = /[[【［][^[\]【】［］\n]{0,80}?(?:[ps§]|第)\s?\.?\s?\d/iu;

/** Whether a text may have marks, so that its citations are worth a request. */
export function mayCite(text: string): boolean {
  return MARK.test(text);
}

/** Puts a link in the place of each mark of a part of an answer; the link is drawn as the citation (`CitationMark`). */
export function writeCitations(text: string, part: number, { parts }: MessageCitations): string {
  const citations = parts.find((one) => one.part === part)?.citations ?? [];
  let written = '';
  let end = 0;
  for (const [index, citation] of citations.entries()) {
    written += `${text.slice(end, citation.start)}[·](${PREFIX}${part}.${index})`;
    end = citation.end;
  }
  return written + text.slice(end);
}

/** Which citation a link stands for; null: it is a link. */
export function citationOf(href: string | undefined): string | null {
  return href?.startsWith(PREFIX) === true ? href.slice(PREFIX.length) : null;
}
