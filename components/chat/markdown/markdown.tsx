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
  /** The answer is still being written: an unfinished line or mark is left out or completed. */
  readonly isStreaming: boolean;
  /** Near the viewport. Elsewhere plain text is shown, which costs nothing and can be searched. */
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

/** Loads the renderer, so that the first words of an answer are rendered when they arrive. */
export const prefetchMarkdown = rich.load;

/** The rendered content of an answer, for copying. Before the renderer is loaded it is the plain text. */
export function readAnswer(answer: HTMLElement | null): CopiedContent {
  const texts = Array.from(answer?.querySelectorAll<HTMLElement>('[data-answer-text]') ?? []);
  return rich.read()?.answerContent(texts) ?? { text: texts.map((text) => text.innerText).join('\n\n') };
}

/**
 * Handles `copy` events of the page: selected parts of answers are copied without the page's labels, formulas as their
 * source.
 */
export function copyFromAnswers(event: ClipboardEvent): void {
  rich.read()?.copySelection(event);
}

/** A rendered answer. The renderer is loaded after the page has become usable; plain text is shown until then. */
export const Markdown = memo(function Markdown({ text, isStreaming, isNear = true, figures }: MarkdownProps) {
  const renderer = useOnDemand(rich, isNear);
  const shown = isStreaming ? holdBegunMark(omitBegunLine(text)) : text;
  if (renderer === null || !isNear) return <PlainProse text={shown} />;
  const { RichMarkdown } = renderer;
  return <RichMarkdown text={shown} isStreaming={isStreaming} {...(figures === undefined ? {} : { figures })} />;
});
