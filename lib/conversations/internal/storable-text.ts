import 'server-only';
import type { StoredPart } from '@/lib/conversations/contracts';

/** Text as PostgreSQL can store it in jsonb: no NUL and no half of a surrogate pair, both of which it refuses. */
export function storableText(text: string): string {
  return text.toWellFormed().replaceAll('\0', '');
}

/** The parts as the text of a jsonb value. */
export function storableParts(parts: readonly StoredPart[]): string {
  return JSON.stringify(parts.map((part) => ({ ...part, text: storableText(part.text) })));
}

/** What a reader sees and search finds: text, never hidden reasoning. */
export function visibleText(parts: readonly StoredPart[]): string {
  return joinTexts(parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])));
}

/** Several text parts as one text. */
export function joinTexts(texts: readonly string[]): string {
  return texts.join('\n\n');
}
