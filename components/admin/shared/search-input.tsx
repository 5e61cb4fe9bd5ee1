'use client';
import { Input } from '@/components/ui/input';

const MAX_LENGTH = 100;

export interface SearchInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/**
 * A search field. It reports every input event, also during a composition: the last event of a word in Chromium still
 * has `isComposing`.
 */
export function SearchInput({ label, value, onChange }: SearchInputProps) {
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={MAX_LENGTH}
      value={value}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}
