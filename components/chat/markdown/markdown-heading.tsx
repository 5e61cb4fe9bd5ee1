'use client';
import { createContext, useContext, type ReactNode } from 'react';

type Level = 1 | 2 | 3 | 4;

/** The highest level of headings in an answer: the first one is directly below the heading of the message. */
export const TopHeadingContext = createContext<number>(1);

const TAGS = ['h3', 'h4', 'h5', 'h6'] as const;

/** The highest heading level of a text, 1 to 4; 1 when it has no headings. */
export function topHeadingOf(text: string): number {
  let top = 4;
  let hasHeading = false;
  for (const [, marks] of text.matchAll(/^ {0,3}(#{1,6}) /gm)) {
    hasHeading = true;
    top = Math.min(top, marks?.length ?? 1);
  }
  return hasHeading ? top : 1;
}

/**
 * A heading of an answer: its own level determines the style, its position in the page the level for screen readers, so
 * that no level is skipped.
 */
export function MarkdownHeading({ level, children }: { readonly level: Level; readonly children: ReactNode }) {
  const top = useContext(TopHeadingContext);
  const Tag = TAGS[Math.max(0, level - top)] ?? 'h6';
  return <Tag className={`md-h${level}`}>{children}</Tag>;
}
