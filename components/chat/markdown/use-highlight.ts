'use client';
import { useEffect, useState } from 'react';
import type { CodeToken } from '@/components/chat/markdown/code-token';
import { createOnDemand, useOnDemand } from '@/components/lib/load-on-demand';

interface Highlighted {
  readonly code: string;
  readonly language: string;
  readonly lines: readonly (readonly CodeToken[])[];
}

const NO_LINES: Highlighted['lines'] = [];
/** Longer code is not coloured: it would take too long. */
const LONGEST_HIGHLIGHTED = 60_000;

const highlighter = createOnDemand(() => import('@/components/chat/markdown/highlight'));

/**
 * The coloured lines of the code so far, and the rest of it without colours: new characters are shown at once and
 * coloured a moment later.
 */
export function useHighlight(
  code: string,
  language: string,
  isOpen: boolean,
): { readonly lines: Highlighted['lines']; readonly rest: string } {
  const isWanted = language !== '' && code.length <= LONGEST_HIGHLIGHTED;
  const loaded = useOnDemand(highlighter, isWanted);
  const [done, setDone] = useState<Highlighted | null>(null);
  useEffect(() => {
    if (!isWanted || loaded === null) return undefined;
    let isCurrent = true;
    loaded.highlight(code, language, isOpen, (lines) => {
      if (isCurrent) setDone({ code, language, lines });
    });
    return () => {
      isCurrent = false;
    };
  }, [code, language, isOpen, isWanted, loaded]);
  if (done?.language !== language || !code.startsWith(done.code)) return { lines: NO_LINES, rest: code };
  return { lines: done.lines, rest: code.slice(done.code.length) };
}
