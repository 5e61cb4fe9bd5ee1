'use client';
import { useId, useMemo } from 'react';
import remarkBreaks from 'remark-breaks';
import remarkGfm from 'remark-gfm';
import {
  defaultRehypePlugins,
  Streamdown,
  type LinkSafetyConfig,
  type PluginConfig,
  type StreamdownProps,
} from 'streamdown';
import { useTranslations } from 'use-intl/react';
import { createOnDemand, useOnDemand } from '@/components/lib/load-on-demand';
import { markFigures, type FigureMark } from '@/components/chat/markdown/mark-figures';
import { MARKDOWN_COMPONENTS } from '@/components/chat/markdown/markdown-components';
import { TopHeadingContext, topHeadingOf } from '@/components/chat/markdown/markdown-heading';
import { prepareText } from '@/components/chat/markdown/prepare-text';
import { remarkClear } from '@/components/chat/markdown/remark-clear';

// Without rehype-raw HTML stays text; links and images are rendered by our own components, which load nothing.
const REHYPE_PLUGINS: NonNullable<StreamdownProps['rehypePlugins']> = Object.entries(defaultRehypePlugins).flatMap(
  ([name, plugin]) => (name === 'sanitize' ? [plugin] : []),
);
const REMARK_PLUGINS: NonNullable<StreamdownProps['remarkPlugins']> = [remarkGfm, remarkClear, remarkBreaks];
const LINK_SAFETY: LinkSafetyConfig = { enabled: false };
const NO_PLUGINS: PluginConfig = {};
const NO_FIGURES: readonly FigureMark[] = [];

const mathPlugins = createOnDemand(
  async (): Promise<PluginConfig> => ({ math: (await import('@/components/chat/markdown/math-plugin')).math }),
);

export interface RichMarkdownProps {
  readonly text: string;
  readonly isStreaming: boolean;
  /** Figures to mark; the same array for the same figures. */
  readonly figures?: readonly FigureMark[];
}

export interface SetMarkdownProps extends RichMarkdownProps {
  /** The plugin that renders formulas; null until it is loaded. */
  readonly plugins: PluginConfig | null;
}

/** Renders an answer block by block. Finished blocks are memoised, so a new token only parses the last block. */
export function RichMarkdown({ text, isStreaming, figures = NO_FIGURES }: RichMarkdownProps) {
  const prepared = useMemo(() => prepareText(text, isStreaming), [text, isStreaming]);
  const withMath = useOnDemand(mathPlugins, prepared.hasMath);
  return (
    <SetMarkdown
      text={prepared.text}
      isStreaming={isStreaming}
      figures={figures}
      plugins={prepared.hasMath ? withMath : null}
    />
  );
}

/** Renders a prepared text. */
export function SetMarkdown({ text, isStreaming, figures = NO_FIGURES, plugins }: SetMarkdownProps) {
  const rehypePlugins = useMemo(
    (): NonNullable<StreamdownProps['rehypePlugins']> =>
      figures.length === 0 ? REHYPE_PLUGINS : [...REHYPE_PLUGINS, [markFigures, { marks: figures }]],
    [figures],
  );
  const topHeading = useMemo(() => topHeadingOf(text), [text]);
  const notes = useNoteOptions(text.includes('[^'));
  return (
    <TopHeadingContext value={topHeading}>
      <Streamdown
        // Streamdown ignores changes of its plugins only.
        key={figures.map(({ key }) => key).join()}
        className="md"
        mode="streaming"
        parseIncompleteMarkdown={false}
        isAnimating={isStreaming}
        plugins={plugins ?? NO_PLUGINS}
        components={MARKDOWN_COMPONENTS}
        remarkPlugins={REMARK_PLUGINS}
        rehypePlugins={rehypePlugins}
        linkSafety={LINK_SAFETY}
        controls={false}
        {...notes}
      >
        {text}
      </Streamdown>
    </TopHeadingContext>
  );
}

/** Footnotes link to ids: each answer of a page has its own, and their labels are in the reader's language. */
function useNoteOptions(hasNotes: boolean): Pick<StreamdownProps, 'remarkRehypeOptions'> {
  const t = useTranslations('chat.markdown');
  const id = useId();
  return useMemo(() => {
    if (!hasNotes) return {};
    const footnoteBackLabel = (index: number) => t('backToNote', { number: index + 1 });
    return { remarkRehypeOptions: { clobberPrefix: `${id}-`, footnoteLabel: t('notes'), footnoteBackLabel } };
  }, [hasNotes, id, t]);
}
