'use client';
import { useFormatter, useTranslations } from 'use-intl/react';
import { contextUse } from '@/components/chat/composer/context-use';
import { classNames } from '@/components/ui/class-names';
import type { TokenUsage } from '@/lib/engine/contracts';

/** Tokens used of tokens available; "about" where the engine cannot count exactly. */
export function ContextMeter({ usage }: { readonly usage: TokenUsage }) {
  const t = useTranslations('chat.context');
  const format = useFormatter();
  const { kind } = contextUse(usage);
  const used = format.number(usage.usedTokens, 'compact');
  const available = format.number(usage.availableTokens, 'compact');
  const share = Math.min(1, usage.usedTokens / usage.availableTokens);
  return (
    <span
      data-tooltip={t('tooltip', {
        used: format.number(usage.usedTokens, 'whole'),
        available: format.number(usage.availableTokens, 'whole'),
      })}
      className={classNames(
        'inline-flex items-center gap-1.5 text-xs whitespace-nowrap tabular',
        kind === 'too-long' ? 'text-danger' : kind === 'drops' ? 'text-queue' : 'text-faint',
      )}
    >
      <span aria-hidden className="h-1 w-8 overflow-hidden rounded-xs bg-active max-sm:hidden">
        <span
          className={classNames(
            'block h-full',
            kind === 'too-long' ? 'bg-danger' : kind === 'drops' ? 'bg-queue' : 'bg-control',
          )}
          style={{ width: `${Math.round(share * 100)}%` }}
        />
      </span>
      <span className="sr-only">{t('label')}</span>
      <span className={usage.exact ? undefined : 'max-sm:sr-only'}>
        {t(usage.exact ? 'exact' : 'about', { used, available })}
      </span>
      {/* Beside the longer of the modes a phone has no room for the word. */}
      {usage.exact ? null : (
        <span aria-hidden className="sm:hidden">
          {t('exact', { used, available })}
        </span>
      )}
    </span>
  );
}

/** The effect of this draft on the context, shown before it is sent. */
export function ContextWarning({ usage, hasFiles }: { readonly usage: TokenUsage; readonly hasFiles: boolean }) {
  const t = useTranslations('chat.context');
  const attachments = useTranslations('chat.attachments');
  const format = useFormatter();
  const use = contextUse(usage);
  if (use.kind === 'fits') return null;
  return (
    <p
      role="status"
      className={classNames('px-3 pt-2 text-sm', use.kind === 'too-long' ? 'text-danger' : 'text-queue')}
    >
      {use.kind === 'drops'
        ? t('drops', { count: use.turns })
        : (hasFiles ? attachments : t)('tooLong', { over: format.number(use.overTokens, 'whole') })}
    </p>
  );
}
