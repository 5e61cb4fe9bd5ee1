'use client';
import { ImageOff } from 'lucide-react';
import type { ComponentProps } from 'react';
import type { ExtraProps } from 'streamdown';
import { useTranslations } from 'use-intl/react';
import { linkTarget } from '@/components/chat/markdown/link-target';

/**
 * An image of an answer is never loaded: the request would reveal to its host who reads what. Its description is shown
 * instead, with a link.
 */
export function MarkdownImage({ src, alt }: ComponentProps<'img'> & ExtraProps) {
  const t = useTranslations('chat.markdown');
  const target = linkTarget(
    typeof src === 'string' ? src : undefined,
    typeof window === 'undefined' ? 'http://localhost' : window.location.origin,
  );
  const name = alt === undefined || alt === '' ? t('image') : alt;
  return (
    <span className="md-image">
      <ImageOff aria-hidden className="size-4" />
      <span>
        {name}
        <span className="md-host">{t('imageNotLoaded')}</span>
      </span>
      {target.kind === 'outside' ? (
        <a href={target.href} target="_blank" rel="noopener noreferrer nofollow" className="md-link">
          {target.host}
        </a>
      ) : null}
    </span>
  );
}
