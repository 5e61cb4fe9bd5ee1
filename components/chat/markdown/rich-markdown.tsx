'use client';
import { cjk } from '@streamdown/cjk';
import { useMemo } from 'react';
import { defaultRehypePlugins, Streamdown, type LinkSafetyConfig, type PluginConfig, type StreamdownProps } from 'streamdown';
import { createOnDemand, useOnDemand } from '@/components/lib/load-on-demand';
import { MARKDOWN_COMPONENTS } from '@/components/chat/markdown/markdown-components';
import { TopHeadingContext, topHeadingOf } from '@/components/chat/markdown/markdown-heading';
import { prepareMath } from '@/components/chat/markdown/prepare-math';

// Without rehype-raw HTML is text; links and images are judged by our own components, which load nothing.
const REHYPE_PLUGINS: NonNullable<StreamdownProps['rehypePlugins']> = Object.entries(defaultRehypePlugins).flatMap(([name, plugin]) => (name === 'sanitize' ? [plugin] : []));
const LINK_SAFETY: LinkSafetyConfig = { enabled: false };
const REMEND: NonNullable<StreamdownProps['remend']> = { linkMode: 'protocol', katex: false, htmlTags: false };
const PLUGINS: PluginConfig = { cjk };

const mathPlugins = createOnDemand(async (): Promise<PluginConfig> => ({ cjk, math: (await import('@/components/chat/markdown/math-plugin')).math }));

export interface RichMarkdownProps {
  readonly text: string;
  readonly isStreaming: boolean;
}

/** Renders an answer block by block: finished blocks are memoised, so a token costs the parsing of the last one alone. */
export function RichMarkdown({ text, isStreaming }: RichMarkdownProps) {
  const prepared = useMemo(() => prepareMath(text, isStreaming), [text, isStreaming]);
  const withMath = useOnDemand(mathPlugins, prepared.hasMath);
  const topHeading = useMemo(() => topHeadingOf(text), [text]);
  return (
    <TopHeadingContext value={topHeading}>
      <Streamdown
        className="md"
        mode="streaming"
        parseIncompleteMarkdown={isStreaming}
        isAnimating={isStreaming}
        plugins={prepared.hasMath ? (withMath ?? PLUGINS) : PLUGINS}
        components={MARKDOWN_COMPONENTS}
        rehypePlugins={REHYPE_PLUGINS}
        remend={REMEND}
        linkSafety={LINK_SAFETY}
        controls={false}
      >
        {prepared.text}
      </Streamdown>
    </TopHeadingContext>
  );
}
