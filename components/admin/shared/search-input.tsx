'use client';
import { Input } from '@/components/ui/input';

const MAX_LENGTH = 100;

export interface SearchInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/**
 * The field of a search. It tells of every letter, those of a composition too: Chromium's last event of a word still
 * says that it is composing.
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
