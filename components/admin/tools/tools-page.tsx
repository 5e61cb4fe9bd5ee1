'use client';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown, FileJson, Plug, Plus, Wrench } from 'lucide-react';
import Link from 'next/link';
import { useDeferredValue, useState } from 'react';
import { useLocale, useTranslations } from 'use-intl/react';
import { PageHeader } from '@/components/ui/page-header';
import { ToolFilterBar } from '@/components/admin/tools/tool-filter-bar';
import { filterTools, NO_FILTERS } from '@/components/admin/tools/tool-filters';
import { requestTools, TOOLS } from '@/components/admin/shared/tool-requests';
import { ToolsTable } from '@/components/admin/tools/tools-table';
import { Button, buttonClassName } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/lib/error-state';
import { Menu, MenuLink } from '@/components/ui/menu';
import { Notice } from '@/components/ui/notice';
import type { AdminTools } from '@/lib/tools/catalogue-contracts';

/** All tools, in any state. */
export function ToolsPage({ first }: { readonly first: AdminTools }) {
  const t = useTranslations('governance.tools');
  const locale = useLocale();
  const [filters, setFilters] = useState(NO_FILTERS);
  const tools = useQuery({
    queryKey: [TOOLS],
    queryFn: ({ signal }) => requestTools(signal),
    initialData: first.tools,
  });
  const shown = filterTools(tools.data, useDeferredValue(filters), locale);
  const quarantined = tools.data.filter(({ quarantinedAt }) => quarantinedAt !== null).length;
  return (
    <>
      <PageHeader title={t('title')} count={t('count', { count: shown.length })} actions={<Actions />} />
      {quarantined === 0 || filters.state === 'quarantined' ? null : (
        <Notice
          tone="danger"
          className="mb-3"
          action={
            <Button size="sm" onClick={() => setFilters({ ...NO_FILTERS, state: 'quarantined' })}>
              {t('showQuarantined')}
            </Button>
          }
        >
          {t('quarantineNotice', { count: quarantined })}
        </Notice>
      )}
      <ToolFilterBar filters={filters} onChange={setFilters} />
      {tools.isError ? <ErrorState error={tools.error} onRetry={() => void tools.refetch()} /> : null}
      {shown.length === 0 ? (
        <EmptyState
          icon={<Wrench aria-hidden />}
          title={t(tools.data.length === 0 ? 'empty' : 'noMatch')}
          {...(tools.data.length === 0
            ? {}
            : { action: <Button onClick={() => setFilters(NO_FILTERS)}>{t('clear')}</Button> })}
        >
          {t(tools.data.length === 0 ? 'emptyHint' : 'noMatchHint')}
        </EmptyState>
      ) : (
        <ToolsTable tools={shown} />
      )}
    </>
  );
}

const ICON = 'size-4 text-muted';

function Actions() {
  const t = useTranslations('governance.tools');
  return (
    <>
      <Link href="/admin/tools/sources" prefetch={false} className={buttonClassName('ghost')}>
        {t('sources')}
      </Link>
      <Menu
        trigger={
          <Button>
            {t('import')}
            <ChevronDown aria-hidden className="size-4" />
          </Button>
        }
      >
        <MenuLink>
          <Link href="/admin/tools/import/openapi" prefetch={false}>
            <FileJson className={ICON} />
            {t('importOpenApi')}
          </Link>
        </MenuLink>
        <MenuLink>
          <Link href="/admin/tools/import/mcp" prefetch={false}>
            <Plug className={ICON} />
            {t('importMcp')}
          </Link>
        </MenuLink>
      </Menu>
      <Link href="/admin/tools/new" prefetch={false} className={buttonClassName('primary')}>
        <Plus aria-hidden className="size-4" />
        {t('create')}
      </Link>
    </>
  );
}
