'use client';
import { useTranslations } from 'use-intl/react';
import { SearchInput } from '@/components/admin/shared/search-input';
import { TOOL_KINDS, TOOL_STATES, type ToolFilters } from '@/components/admin/tools/tool-filters';
import { Select } from '@/components/ui/select';

export interface ToolFilterBarProps {
  readonly filters: ToolFilters;
  readonly onChange: (filters: ToolFilters) => void;
}

export function ToolFilterBar({ filters, onChange }: ToolFilterBarProps) {
  const t = useTranslations('governance.tools');
  return (
    <div
      role="search"
      className="mb-3 grid grid-cols-2 gap-2 sm:grid-cols-[1fr_auto_auto] [&>:first-child]:max-sm:col-span-2"
    >
      <SearchInput label={t('search')} value={filters.search} onChange={(search) => onChange({ ...filters, search })} />
      <Select
        aria-label={t('kindFilter')}
        value={filters.kind ?? ''}
        onChange={({ target }) =>
          onChange({ ...filters, kind: TOOL_KINDS.find((kind) => kind === target.value) ?? null })
        }
      >
        <option value="">{t('allKinds')}</option>
        {TOOL_KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`kinds.${kind}`)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('stateFilter')}
        value={filters.state ?? ''}
        onChange={({ target }) =>
          onChange({ ...filters, state: TOOL_STATES.find((state) => state === target.value) ?? null })
        }
      >
        <option value="">{t('allStates')}</option>
        {TOOL_STATES.map((state) => (
          <option key={state} value={state}>
            {t(`states.${state}`)}
          </option>
        ))}
      </Select>
    </div>
  );
}
