'use client';
import { ExternalLink } from 'lucide-react';
import type { ComponentProps } from 'react';
import type { ExtraProps } from 'streamdown';
import { useTranslations } from 'use-intl/react';
import { linkTarget, tellsHost } from '@/components/chat/markdown/link-target';
import { textOf } from '@/components/chat/markdown/text-of';

/** A link of an answer. Outside of this site it always shows the host it leads to, opens apart, and tells it nothing about us. */
export function MarkdownLink({ href, children, node, id, 'aria-label': label }: ComponentProps<'a'> & ExtraProps) {
  const t = useTranslations('chat.markdown');
  const target = linkTarget(href, typeof window === 'undefined' ? 'http://localhost' : window.location.origin);
  if (target.kind === 'none') return <span>{children}</span>;
  if (target.kind === 'inside') {
    return (
      <a id={id} href={target.href} aria-label={label} className={label === undefined ? 'md-link' : 'md-link md-back'}>
        {children}
      </a>
    );
  }
  const isTold = node !== undefined && tellsHost(textOf(node), target.host);
  return (
    <a href={target.href} target="_blank" rel="noopener noreferrer nofollow" className="md-link">
      {children}
      {isTold ? null : <span className="md-host">（{target.host}）</span>}
      <ExternalLink aria-hidden className="md-link-sign" />
      <span className="sr-only">{t('opensApart')}</span>
    </a>
  );
}
