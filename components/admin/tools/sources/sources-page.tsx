'use client';
import { useQuery } from '@tanstack/react-query';
import { Plug } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl/react';
import { PageHeader } from '@/components/ui/page-header';
import { requestSources, SOURCES } from '@/components/admin/tools/sources/source-requests';
import { SourceState } from '@/components/admin/tools/sources/source-state';
import { buttonClassName } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/lib/error-state';
import type { ToolSources } from '@/lib/tools/catalogue-contracts';

/** The sources that tools were imported from. */
export function SourcesPage({ first }: { readonly first: ToolSources }) {
  const t = useTranslations('governance.sources');
  const sources = useQuery({
    queryKey: [SOURCES],
    queryFn: ({ signal }) => requestSources(signal),
    initialData: first,
  });
  return (
    <>
      <PageHeader
        title={t('title')}
        count={t('count', { count: sources.data.sources.length })}
        actions={
          <>
            <Link href="/admin/tools/import/openapi" prefetch={false} className={buttonClassName()}>
              {t('addOpenApi')}
            </Link>
            <Link href="/admin/tools/import/mcp" prefetch={false} className={buttonClassName('primary')}>
              {t('addMcp')}
            </Link>
          </>
        }
      />
      {sources.isError ? <ErrorState error={sources.error} onRetry={() => void sources.refetch()} /> : null}
      {sources.data.sources.length === 0 ? (
        <EmptyState icon={<Plug aria-hidden />} title={t('empty')}>
          {t('emptyHint')}
        </EmptyState>
      ) : null}
      <ul className="grid gap-2">
        {sources.data.sources.map((source) => (
          <li
            key={source.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md border border-line px-4 py-3"
          >
            <div className="min-w-0 flex-1">
              <Link
                href={`/admin/tools/sources/${source.id}`}
                prefetch={false}
                className="font-medium underline-offset-2 hover:underline"
              >
                {source.name}
              </Link>
              <span className="ml-2 text-sm text-faint">{t(`kinds.${source.kind}`)}</span>
              <p className="text-sm text-muted">{t('tools', { count: source.toolCount })}</p>
            </div>
            <SourceState source={source} />
          </li>
        ))}
      </ul>
    </>
  );
}
