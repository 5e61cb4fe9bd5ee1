import 'server-only';
import { endsWord, foldText } from '@/lib/conversations/internal/search-text';
import type { SearchQuery } from '@/lib/conversations/internal/search-query';

export interface SearchCandidate {
  readonly isTitle: boolean;
  readonly conversationId: string;
  /** The title itself, or what a reader sees of the message. */
  readonly text: string;
  /** When the message was written; of a title, when its conversation was last active. */
  readonly date: Date;
}

const TITLE_SCORE = 3;
const PHRASE_SCORE = 2;
/** Every word as a whole, not as the beginning of another. */
const WHOLE_WORDS_SCORE = 1;
/** Two thirds of it are gone after RECENCY_DAYS: enough to order equals, too little to beat a title. */
const RECENCY_SCORE = 2;
const RECENCY_DAYS = 60;
const DAY_MS = 86_400_000;
/** So that one long conversation about the word does not fill the page. */
const MAX_HITS_PER_CONVERSATION = 3;

/**
 * The best candidates, best first. Drops those that only share character pairs with the query but do not hold its words.
 */
export function rankCandidates<Candidate extends SearchCandidate>(candidates: readonly Candidate[], query: SearchQuery, now: Date, limit: number): Candidate[] {
  const scored = candidates.flatMap((candidate) => {
    const match = matchScore(candidate, query);
    return match === null ? [] : [{ candidate, score: match + recencyScore(candidate.date, now) }];
  });
  scored.sort((a, b) => b.score - a.score || b.candidate.date.getTime() - a.candidate.date.getTime());
  const perConversation = new Map<string, number>();
  const best: Candidate[] = [];
  for (const { candidate } of scored) {
    const hits = perConversation.get(candidate.conversationId) ?? 0;
    if (hits >= MAX_HITS_PER_CONVERSATION) continue;
    perConversation.set(candidate.conversationId, hits + 1);
    best.push(candidate);
    if (best.length === limit) break;
  }
  return best;
}

/** null: not a match. Otherwise title, whole phrase, whole words, and up to one point for repetition in a short text. */
function matchScore({ isTitle, text }: SearchCandidate, { parts, phrase }: SearchQuery): number | null {
  const folded = foldText(text);
  let occurrences = 0;
  let areWhole = true;
  for (const part of parts) {
    const found = findOccurrences(folded, part.text);
    if (found.count === 0) return null;
    occurrences += found.count;
    areWhole &&= part.kind === 'cjk' || found.anyWhole;
  }
  const density = Math.min(1, (occurrences * 50) / (folded.length + 50));
  const isPhrase = folded.replace(/\s+/gu, '').includes(phrase);
  return (isTitle ? TITLE_SCORE : 0) + (isPhrase ? PHRASE_SCORE : 0) + (areWhole ? WHOLE_WORDS_SCORE : 0) + density;
}

function recencyScore(date: Date, now: Date): number {
  const days = Math.max(0, now.getTime() - date.getTime()) / DAY_MS;
  return RECENCY_SCORE * Math.exp(-days / RECENCY_DAYS);
}

function findOccurrences(text: string, part: string): { count: number; anyWhole: boolean } {
  let count = 0;
  let anyWhole = false;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) {
    count += 1;
    anyWhole ||= endsWord(text, at + part.length);
  }
  return { count, anyWhole };
}
