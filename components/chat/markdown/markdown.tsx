'use client';
import '@/components/chat/markdown/markdown.css';
import { memo } from 'react';
import { omitBegunLine } from '@/components/chat/markdown/omit-begun-line';
import type { FigureMark } from '@/components/chat/markdown/mark-figures';
import { holdBegunMark } from '@/lib/text/hold-begun-mark';
import type { CopiedContent } from '@/components/ui/copied-content';
import { createOnDemand, useOnDemand } from '@/components/lib/load-on-demand';
import { PlainProse } from '@/components/chat/markdown/plain-prose';

export interface MarkdownProps {
  readonly text: string;
  /** More is coming: an unfinished line or mark is left out or completed. */
  readonly isStreaming: boolean;
  /** Near the screen. Elsewhere the plain text stands, which costs nothing and can be searched. */
  readonly isNear?: boolean;
  /** Figures to mark; the same array for the same figures. */
  readonly figures?: readonly FigureMark[] | undefined;
}

const rich = createOnDemand(async () => {
  const [{ RichMarkdown }, { answerContent, copySelection }] = await Promise.all([
    import('@/components/chat/markdown/rich-markdown'),
    import('@/components/chat/markdown/answer-content'),
  ]);
  return { RichMarkdown, answerContent, copySelection };
});

/** Fetches the renderer, so that the first words of an answer are set when they come. */
export const prefetchMarkdown = rich.load;

/**
 * The words of an answer as they are set, for copying. Before the renderer is there they stand as they were written.
 */
export function readAnswer(answer: HTMLElement | null): CopiedContent {
  const texts = Array.from(answer?.querySelectorAll<HTMLElement>('[data-answer-text]') ?? []);
  return rich.read()?.answerContent(texts) ?? { text: texts.map((text) => text.innerText).join('\n\n') };
}

/** For `copy` events of the page: what is selected of answers is copied clean, formulas as their source. */
export function copyFromAnswers(event: ClipboardEvent): void {
  rich.read()?.copySelection(event);
}

/**
 * An answer as a set page. The renderer is fetched after the page has become usable; until then the plain text stands
 * in its place.
 */
export const Markdown = memo(function Markdown({ text, isStreaming, isNear = true, figures }: MarkdownProps) {
  const renderer = useOnDemand(rich, isNear);
  const shown = isStreaming ? holdBegunMark(omitBegunLine(text)) : text;
  if (renderer === null || !isNear) return <PlainProse text={shown} />;
  const { RichMarkdown } = renderer;
  return <RichMarkdown text={shown} isStreaming={isStreaming} {...(figures === undefined ? {} : { figures })} />;
});
