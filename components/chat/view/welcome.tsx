'use client';
import { useTranslations } from 'use-intl/react';

const EXAMPLES = ['summary', 'mail', 'formula'] as const;

/** A conversation that has not begun: an introduction and three examples. */
export function Welcome({ onExample }: { readonly onExample: (text: string) => void }) {
  const t = useTranslations('chat.welcome');
  return (
    <div className="mx-auto grid w-full max-w-[44rem] gap-5 px-4 pb-6 md:px-6">
      <h1 className="text-2xl font-semibold tracking-tight text-balance">{t('title')}</h1>
      <ul className="flex flex-wrap gap-2">
        {EXAMPLES.map((example) => (
          <li key={example}>
            <button
              type="button"
              onClick={() => onExample(t(`examples.${example}.text`))}
              className="rounded-md border border-line px-3 py-1.5 text-sm text-muted transition-colors hover:border-control hover:text-ink pointer-coarse:min-h-11"
            >
              {t(`examples.${example}.label`)}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
