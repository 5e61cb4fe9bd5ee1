'use client';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FIRST_FILTERS, PEOPLE, requestPeople } from '@/components/admin/shared/people-requests';
import { useDebounced } from '@/components/lib/use-debounced';
import { Input } from '@/components/ui/input';
import type { PersonDto } from '@/lib/auth/contracts';

const SEARCH_AFTER_MS = 150;
const MAX_SHOWN = 8;

export interface PersonPickerProps {
  readonly label: string;
  /** People who are already chosen and are not offered. */
  readonly without?: ReadonlySet<string>;
  readonly onPick: (person: PersonDto) => void;
}

/** Finds a person by letters of their name: arrow keys choose, Enter picks, Escape closes. */
export function PersonPicker({ label, without, onPick }: PersonPickerProps) {
  const t = useTranslations('governance.picker');
  const id = useId();
  const [text, setText] = useState('');
  const [isOpen, setOpen] = useState(false);
  const [active, setActive] = useState(0);
  const search = useDebounced(text.trim(), SEARCH_AFTER_MS);
  const people = useQuery({
    queryKey: [PEOPLE, 'picker', search],
    queryFn: ({ signal }) => requestPeople({ ...FIRST_FILTERS, search }, signal),
    enabled: isOpen,
  });
  const found = (people.data?.people ?? []).filter((person) => without?.has(person.id) !== true).slice(0, MAX_SHOWN);
  const optionId = (index: number) => `${id}-${index}`;
  const pick = (person: PersonDto | undefined) => {
    if (person === undefined) return;
    setText('');
    setActive(0);
    setOpen(false);
    onPick(person);
  };
  const onKey = (event: React.KeyboardEvent) => {
    if (event.key === 'Escape' && isOpen) {
      event.stopPropagation();
      setOpen(false);
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setOpen(true);
      setActive((before) =>
        Math.min(
          Math.max(0, before + (event.key === 'ArrowDown' && isOpen ? 1 : event.key === 'ArrowUp' ? -1 : 0)),
          Math.max(0, found.length - 1),
        ),
      );
    }
  };
  return (
    <div className="relative">
      <Input
        role="combobox"
        aria-label={label}
        placeholder={label}
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && found.length > 0 ? optionId(active) : undefined}
        autoComplete="off"
        value={text}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={({ target }) => {
          setText(target.value);
          setActive(0);
          setOpen(true);
        }}
        onEnter={(event) => {
          event.preventDefault();
          // The list may still be that of a shorter text: its first person is not the one that was typed.
          if (search === text.trim()) pick(found[active]);
        }}
        onKey={onKey}
      />
      <ul
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        hidden={!isOpen || found.length === 0}
        className="absolute top-full right-0 left-0 z-20 mt-1 max-h-72 overflow-y-auto rounded-md border border-line bg-raised p-1 shadow-float"
      >
        {found.map((person, index) => (
          <li
            key={person.id}
            id={optionId(index)}
            role="option"
            aria-selected={index === active}
            onPointerEnter={() => setActive(index)}
            // On pointerdown, before the blur that closes the list.
            onPointerDown={(event) => {
              event.preventDefault();
              pick(person);
            }}
            className="cursor-pointer rounded-sm px-2.5 py-1.5 text-sm aria-selected:bg-hover pointer-coarse:py-2.5"
          >
            {person.name}
            <span className="ml-2 text-xs text-faint">{person.email}</span>
          </li>
        ))}
      </ul>
      <p
        role="status"
        className={isOpen && people.isSuccess && found.length === 0 ? 'mt-1 text-sm text-faint' : 'sr-only'}
      >
        {isOpen && people.isSuccess ? (found.length === 0 ? t('nobody') : t('found', { count: found.length })) : ''}
      </p>
    </div>
  );
}
