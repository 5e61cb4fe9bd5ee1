'use client';
import { useTranslations } from 'use-intl/react';
import type { PeopleFilters } from '@/components/admin/shared/people-requests';
import { SearchInput } from '@/components/admin/shared/search-input';
import { Select } from '@/components/ui/select';
import { listPeopleSchema, ROLES, roleSchema } from '@/lib/auth/contracts';

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
    <div
      role="search"
      className="mb-3 grid grid-cols-2 gap-2 sm:grid-cols-[1fr_auto_auto] [&>:first-child]:max-sm:col-span-2"
    >
      <SearchInput
        label={t('search')}
        value={filters.search}
        onChange={(search) => onChange({ ...filters, page: 1, search })}
      />
      <Select
        aria-label={t('roleFilter')}
        value={filters.role ?? ''}
        onChange={({ target }) =>
          onChange({ ...filters, page: 1, role: roleSchema.optional().catch(undefined).parse(target.value) })
        }
      >
        <option value="">{t('allRoles')}</option>
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {common(role)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('statusFilter')}
        value={filters.status}
        onChange={({ target }) => onChange({ ...filters, page: 1, status: statusSchema.parse(target.value) })}
      >
        {STATUSES.map((status) => (
          <option key={status} value={status}>
            {t(`status.${status}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}
