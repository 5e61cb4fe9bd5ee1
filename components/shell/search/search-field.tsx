'use client';
import { Search, X } from 'lucide-react';
import type { RefObject } from 'react';
import { useTranslations } from 'use-intl/react';
import { useShortcutKeys } from '@/components/lib/shortcuts';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';

export interface SearchFieldProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly value: string;
  /** What has been typed, without what the input method still composes. */
  readonly onChange: (value: string) => void;
  readonly onFocus: () => void;
}

const firstHit = () => document.querySelector<HTMLElement>('[data-search-results] a');

/** Typing searches; down goes into the hits, Enter opens the first, Escape clears. */
export function SearchField({ input, value, onChange, onFocus }: SearchFieldProps) {
  const t = useTranslations('shell.search');
  const keys = useShortcutKeys('search');
  return (
    <div
      role="search"
      className="flex h-9 items-center gap-2 rounded-sm border border-line bg-surface pr-1 pl-2.5 text-faint transition-colors focus-within:border-accent focus-within:outline focus-within:outline-accent hover:border-control pointer-coarse:h-11"
    >
      <Search aria-hidden className="size-4" />
      <Input
        bare
        ref={input}
        type="text"
        enterKeyHint="search"
        aria-label={t('label')}
        placeholder={t('placeholder')}
        title={keys}
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        value={value}
        className="flex-1 text-sm text-ink"
        onFocus={onFocus}
        onChange={(event) => onChange(event.target.value)}
        onEnter={(event) => {
          event.preventDefault();
          firstHit()?.click();
        }}
        onKey={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault();
            firstHit()?.focus();
          } else if (event.key === 'Escape' && value !== '') {
            event.preventDefault();
            onChange('');
          }
        }}
      />
      {value === '' ? null : (
        <IconButton
          size="sm"
          label={t('clear')}
          icon={<X className="size-3.5" />}
          onClick={() => {
            onChange('');
            input.current?.focus();
          }}
        />
      )}
    </div>
  );
}
