'use client';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { CopyButton } from '@/components/ui/copy-button';
import { useHighlight } from '@/components/chat/markdown/use-highlight';

export interface CodeBlockProps {
  readonly language: string;
  readonly code: string;
  /** The fence is not closed yet. */
  readonly isOpen: boolean;
  /** Additional buttons in its header. */
  readonly actions?: ReactNode;
}

/** Code with its language, a copy button, and horizontal scrolling. Not coloured until the highlighter is loaded. */
export function CodeBlock({ language, code, isOpen, actions }: CodeBlockProps) {
  const t = useTranslations('chat.markdown');
  const { lines, rest } = useHighlight(code, language, isOpen);
  return (
    <figure className="md-fence">
      <figcaption className="md-fence-head">
        <span>{language === '' ? t('code') : language}</span>
        <span className="flex items-center">
          {actions}
          <CopyButton text={code} label={t('copyCode')} />
        </span>
      </figcaption>
      <pre role="group" tabIndex={0} aria-label={language === '' ? t('code') : t('codeIn', { language })}>
        <code>
          {lines.map((line, index) => (
            <span key={index}>
              {index === 0 ? '' : '\n'}
              {line.map((token, place) => (
                <span key={place} style={token.color === undefined ? undefined : { color: token.color }}>
                  {token.content}
                </span>
              ))}
            </span>
          ))}
          {rest}
        </code>
      </pre>
    </figure>
  );
}
