'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { PeopleFilters } from '@/components/admin/people-requests';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { listPeopleSchema, ROLES, roleSchema } from '@/lib/auth/contracts';

/** Long enough that a word typed at once is one request. */
const SEARCH_AFTER_MS = 200;

const statusSchema = listPeopleSchema.shape.status;
const STATUSES = statusSchema.unwrap().options;

export interface PeopleFilterBarProps {
  readonly filters: PeopleFilters;
  readonly onChange: (filters: PeopleFilters) => void;
}

export function PeopleFilterBar({ filters, onChange }: PeopleFilterBarProps) {
  const t = useTranslations('admin.people');
  const common = useTranslations('common.role');
  return (
    <div role="search" className="mb-3 grid grid-cols-2 gap-2 sm:grid-cols-[1fr_auto_auto] [&>:first-child]:max-sm:col-span-2">
      <SearchInput key={filters.search === '' ? 'empty' : 'used'} filters={filters} onChange={onChange} />
      <Select
        aria-label={t('roleFilter')}
        value={filters.role ?? ''}
        onChange={({ target }) => onChange({ ...filters, page: 1, role: roleSchema.optional().catch(undefined).parse(target.value) })}
      >
        <option value="">{t('allRoles')}</option>
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {common(role)}
          </option>
        ))}
      </Select>
      <Select aria-label={t('statusFilter')} value={filters.status} onChange={({ target }) => onChange({ ...filters, page: 1, status: statusSchema.parse(target.value) })}>
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`status.${status}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}

/** Searches by itself shortly after the last key; never in the middle of a composition, whose letters are no words yet. */
function SearchInput({ filters, onChange }: PeopleFilterBarProps) {
  const t = useTranslations('admin.people');
  const [text, setText] = useState(filters.search);
  useEffect(() => {
    if (text === filters.search) return undefined;
    const timer = setTimeout(() => onChange({ ...filters, page: 1, search: text }), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, filters, onChange]);
  return <Input type="search" aria-label={t('search')} placeholder={t('search')} maxLength={100} defaultValue={text} onInput={readWholeWords(setText)} />;
}

function readWholeWords(use: (text: string) => void) {
  return (event: React.InputEvent<HTMLInputElement>) => {
    if (!event.nativeEvent.isComposing) use(event.currentTarget.value.trim());
  };
}
