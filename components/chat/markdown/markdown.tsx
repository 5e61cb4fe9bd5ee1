'use client';
import '@/components/chat/markdown/markdown.css';
import { memo } from 'react';
import { holdBegunLine } from '@/components/chat/markdown/hold-begun-line';
import { createOnDemand, useOnDemand } from '@/components/lib/load-on-demand';
import { PlainProse } from '@/components/chat/markdown/plain-prose';

export interface MarkdownProps {
  readonly text: string;
  /** More is coming: what has only begun is held or completed. */
  readonly isStreaming: boolean;
  /** Near the screen. Elsewhere the plain text stands, which costs nothing and can be searched. */
  readonly isNear?: boolean;
}

const rich = createOnDemand(async () => (await import('@/components/chat/markdown/rich-markdown')).RichMarkdown);

/** Fetches the renderer, so that the first words of an answer are set when they come. */
export const prefetchMarkdown = rich.load;

/** An answer as a set page. The renderer is fetched after the page has become usable; until then the plain text stands in its place. */
export const Markdown = memo(function Markdown({ text, isStreaming, isNear = true }: MarkdownProps) {
  const RichMarkdown = useOnDemand(rich, isNear);
  const shown = isStreaming ? holdBegunLine(text) : text;
  if (RichMarkdown === null || !isNear) return <PlainProse text={shown} />;
  return <RichMarkdown text={shown} isStreaming={isStreaming} />;
});
