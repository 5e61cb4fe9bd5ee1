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

export interface RankedConversation<Candidate> {
  /** Its best message, or its title where no message matches. */
  readonly best: Candidate;
  /** How many of its messages match besides `best`. */
  readonly more: number;
}

/**
 * The best conversations, best first, each once: a conversation is as good as its best candidate. Drops candidates that
 * only share character pairs with the query but do not contain its words.
 */
export function rankCandidates<Candidate extends SearchCandidate>(
  candidates: readonly Candidate[],
  query: SearchQuery,
  now: Date,
  limit: number,
): RankedConversation<Candidate>[] {
  const scored = candidates.flatMap((candidate) => {
    const match = matchScore(candidate, query);
    return match === null ? [] : [{ candidate, score: match + recencyScore(candidate.date, now) }];
  });
  scored.sort((a, b) => b.score - a.score || b.candidate.date.getTime() - a.candidate.date.getTime());
  const byConversation = Map.groupBy(scored, ({ candidate }) => candidate.conversationId);
  return [...byConversation.values()].slice(0, limit).flatMap((found) => {
    const messages = found.filter(({ candidate }) => !candidate.isTitle);
    const best = messages[0] ?? found[0];
    return best === undefined ? [] : [{ best: best.candidate, more: Math.max(0, messages.length - 1) }];
  });
}

/**
 * null: not a match. Otherwise title, whole phrase, whole words, and up to one point for repetition in a short text.
 */
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
