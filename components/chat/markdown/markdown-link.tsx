'use client';
import { ExternalLink } from 'lucide-react';
import type { ComponentProps } from 'react';
import type { ExtraProps } from 'streamdown';
import { useTranslations } from 'use-intl/react';
import { CitationMark } from '@/components/chat/citations/citation-mark';
import { citationOf } from '@/components/chat/citations/write-citations';
import { linkTarget, namesHost } from '@/components/chat/markdown/link-target';
import { textOf } from '@/components/chat/markdown/text-of';

/** The address that a link shows when printed; undefined when its text is the address, or it leads to the same page. */
function spelledOut(href: string, text: string): string | undefined {
  const said = text.trim();
  return href.startsWith('#') || [href, href.replace(/\/$/, ''), href.replace(/^(mailto|tel):/, '')].includes(said)
    ? undefined
    : href;
}

/**
 * A link of an answer. A link to another site always shows its host, opens in a new tab, and sends no referrer.
 */
export function MarkdownLink({ href, children, node, id, 'aria-label': label }: ComponentProps<'a'> & ExtraProps) {
  const t = useTranslations('chat.markdown');
  const citation = citationOf(href);
  if (citation !== null) return <CitationMark id={citation} />;
  const target = linkTarget(href, typeof window === 'undefined' ? 'http://localhost' : window.location.origin);
  if (target.kind === 'none') return <span>{children}</span>;
  const text = node === undefined ? '' : textOf(node);
  if (target.kind === 'inside') {
    return (
      <a
        id={id}
        href={target.href}
        aria-label={label}
        className={label === undefined ? 'md-link' : 'md-link md-back'}
        data-address={spelledOut(target.href, text)}
      >
        {children}
      </a>
    );
  }
  const showsHost = node !== undefined && namesHost(text, target.host);
  return (
    <a
      href={target.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="md-link"
      data-address={spelledOut(target.href, text)}
    >
      {children}
      {showsHost ? null : <span className="md-host">（{target.host}）</span>}
      <ExternalLink aria-hidden className="md-link-sign" />
      <span className="sr-only">{t('opensApart')}</span>
    </a>
  );
}
