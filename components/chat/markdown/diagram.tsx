'use client';
import { ChartNetwork, CircleAlert, Code } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CodeBlock } from '@/components/chat/markdown/code-block';
import type { Drawing } from '@/components/chat/markdown/draw-diagram';
import { createOnDemand, useOnDemand } from '@/components/lib/load-on-demand';
import { useDarkness } from '@/components/chat/markdown/use-darkness';
import { IconButton } from '@/components/ui/icon-button';

const drawer = createOnDemand(() => import('@/components/chat/markdown/draw-diagram'));

type Drawn = { readonly kind: 'drawing' } | Drawing;

/** A diagram as a picture; a button shows its source. If it cannot be drawn, its source is shown below the reason. */
export function Diagram({ source }: { readonly source: string }) {
  const t = useTranslations('chat.markdown');
  const id = useId();
  const isDark = useDarkness();
  const loaded = useOnDemand(drawer, true);
  const [drawn, setDrawn] = useState<Drawn>({ kind: 'drawing' });
  const [showsSource, setShowsSource] = useState(false);
  useEffect(() => {
    if (loaded === null) return undefined;
    let isCurrent = true;
    loaded
      .drawDiagram(`diagram-${id.replaceAll(/[^\w-]/g, '')}`, source, isDark)
      .then((drawing) => {
        if (isCurrent) setDrawn(drawing);
      })
      .catch((error: unknown) => {
        console.warn('a diagram could not be drawn', error);
        if (isCurrent) setDrawn({ kind: 'unreadable', line: null });
      });
    return () => {
      isCurrent = false;
    };
  }, [loaded, source, id, isDark]);

  if (drawn.kind !== 'drawn' || showsSource) {
    const toPicture = (
      <IconButton
        size="sm"
        label={t('showDiagram')}
        icon={<ChartNetwork className="size-4" />}
        onClick={() => setShowsSource(false)}
      />
    );
    return (
      <div>
        <NotDrawn drawn={drawn} />
        <CodeBlock
          language="mermaid"
          code={source}
          isOpen={false}
          actions={drawn.kind === 'drawn' ? toPicture : undefined}
        />
      </div>
    );
  }
  return (
    <figure className="md-diagram" data-source={source}>
      <figcaption className="md-fence-head">
        <span>{t('diagram')}</span>
        <IconButton
          size="sm"
          label={t('showSource')}
          icon={<Code className="size-4" />}
          onClick={() => setShowsSource(true)}
        />
      </figcaption>
      {/*
       * Drawn by mermaid in strict mode, which encodes HTML and drops scripts and handlers; drawings that would load
       * something are refused.
       */}
      <div
        role="img"
        aria-label={t('diagram')}
        data-dark={isDark || undefined}
        className="md-drawing"
        dangerouslySetInnerHTML={{ __html: drawn.svg }}
      />
    </figure>
  );
}

function NotDrawn({ drawn }: { readonly drawn: Drawn }) {
  const t = useTranslations('chat.markdown.notDrawn');
  if (drawn.kind === 'drawing' || drawn.kind === 'drawn') return null;
  const reason =
    drawn.kind === 'unreadable' && drawn.line !== null ? t('unreadableLine', { line: drawn.line }) : t(drawn.kind);
  return (
    <p className="md-not-drawn">
      <CircleAlert aria-hidden className="size-4" />
      {reason}
    </p>
  );
}
