'use client';
import { useEffect, useState } from 'react';
import { Input } from '@/components/ui/input';

/** Long enough that a word typed at once is one search. */
const SEARCH_AFTER_MS = 150;
const MAX_LENGTH = 100;

export interface SearchInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
}

/** Searches by itself shortly after the last key; never in the middle of a composition, whose letters are no words yet. */
export function SearchInput({ label, value, onChange }: SearchInputProps) {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onChange(text), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, value, onChange]);
  return (
    <Input
      type="search"
      aria-label={label}
      placeholder={label}
      maxLength={MAX_LENGTH}
      defaultValue={value}
      onInput={(event) => {
        if (!(event.nativeEvent instanceof InputEvent && event.nativeEvent.isComposing)) setText(event.currentTarget.value.trim());
      }}
    />
  );
}
