'use client';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { PageHeader } from '@/components/ui/page-header';
import { Changes } from '@/components/admin/tools/sources/import-table';
import { McpForm } from '@/components/admin/tools/sources/mcp-form';
import { RemoteTools } from '@/components/admin/tools/sources/remote-tools';
import {
  requestDeleteSource,
  requestSource,
  requestSources,
  requestUpdateSource,
  SOURCES,
} from '@/components/admin/tools/sources/source-requests';
import { SourceState } from '@/components/admin/tools/sources/source-state';
import { useNoteText } from '@/components/admin/tools/sources/use-note-text';
import { ToolBadges } from '@/components/admin/tools/tool-badges';
import { TOOLS } from '@/components/admin/shared/tool-requests';
import { ToolSwitch } from '@/components/admin/tools/tool-switch';
import { useChange } from '@/components/lib/use-change';
import { AlertDialog } from '@/components/ui/alert-dialog';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/lib/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import type { ToolSource, ToolSourceDetail } from '@/lib/tools/catalogue-contracts';

/** One source with its tools; for an MCP server also what it offers now. */
export function SourcePage({ sourceId }: { readonly sourceId: string }) {
  const detail = useQuery({ queryKey: [SOURCES, sourceId], queryFn: ({ signal }) => requestSource(sourceId, signal) });
  // A changed connection quarantines the server's tools until they are listed again, so they are listed at once.
  const [saves, setSaves] = useState(0);
  // A source that could not be read again stays, so that input in its form is not lost.
  if (detail.data === undefined && detail.isError)
    return <ErrorState error={detail.error} onRetry={() => void detail.refetch()} />;
  if (detail.data === undefined) return <Skeleton className="h-72 w-full" />;
  const { source, tools } = detail.data;
  return (
    <>
      <SourceHeader source={source} />
      <div className="grid gap-8">
        {source.kind === 'mcp' ? (
          <RemoteTools key={saves} source={source} listsAtOnce={tools.length === 0 || saves > 0} />
        ) : (
          <DocumentFacts source={source} />
        )}
        <SourceTools tools={tools} />
        {source.kind === 'mcp' ? <SourceSettings source={source} onSaved={() => setSaves(saves + 1)} /> : null}
      </div>
    </>
  );
}

function SourceHeader({ source }: { readonly source: ToolSource }) {
  const t = useTranslations('governance.sources');
  const router = useRouter();
  const queryClient = useQueryClient();
  const [isDeleting, setDeleting] = useState(false);
  const remove = useChange({
    change: () => requestDeleteSource(source.id),
    done: () => t('deleted', { name: source.name }),
    reload: [],
  });
  const confirm = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        router.push('/admin/tools/sources');
        void queryClient.invalidateQueries({ queryKey: [SOURCES], exact: true });
        void queryClient.invalidateQueries({ queryKey: [TOOLS] });
      },
      onSettled: () => setDeleting(false),
    });
  return (
    <>
      <PageHeader
        title={source.name}
        count={t(`kinds.${source.kind}`)}
        actions={
          <Button variant="ghost" icon={<Trash2 aria-hidden className="size-4" />} onClick={() => setDeleting(true)}>
            {t('delete')}
          </Button>
        }
      />
      <div className="-mt-2 mb-5">
        <SourceState source={source} hidesError={source.kind === 'mcp'} />
      </div>
      <AlertDialog
        open={isDeleting}
        onOpenChange={setDeleting}
        title={t('deleteTitle', { name: source.name })}
        description={t('deleteHint', { count: source.toolCount })}
        confirmLabel={t('delete')}
        danger
        busy={remove.isPending}
        onConfirm={confirm}
      />
    </>
  );
}

function DocumentFacts({ source: { config } }: { readonly source: ToolSource }) {
  const t = useTranslations('governance.sources');
  const noteText = useNoteText();
  if (config.kind !== 'openapi') return null;
  return (
    <div className="grid gap-4">
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
        <dt className="text-muted">{t('document')}</dt>
        <dd>{`${config.title} ${config.version}`}</dd>
        <dt className="text-muted">{t('server')}</dt>
        <dd className="font-mono">{config.serverUrl}</dd>
        <dt className="text-muted">{t('origin')}</dt>
        <dd>{config.documentUrl ?? t('pasted')}</dd>
      </dl>
      <Changes changes={config.notes.map(noteText)} />
      <ImportedRows rows={config.operations.filter(({ notes }) => notes.length > 0)} />
    </div>
  );
}

type OpenApiConfig = Extract<ToolSource['config'], { kind: 'openapi' }>;

/** What was changed or left out of each operation when it was imported. */
function ImportedRows({ rows }: { readonly rows: OpenApiConfig['operations'] }) {
  const t = useTranslations('governance.sources');
  const noteText = useNoteText();
  if (rows.length === 0) return null;
  return (
    <details className="rounded-md border border-line p-4 text-sm">
      <summary className="font-medium">{t('importChanges', { count: rows.length })}</summary>
      <ul className="mt-3 grid gap-3">
        {rows.map(({ key, tool, notes }) => (
          <li key={key} className="min-w-0">
            <code className="text-xs">{tool}</code> <code className="text-xs wrap-anywhere text-faint">{key}</code>
            <Changes changes={notes.map(noteText)} />
          </li>
        ))}
      </ul>
    </details>
  );
}

function SourceTools({ tools }: Pick<ToolSourceDetail, 'tools'>) {
  const t = useTranslations('governance.sources');
  return (
    <section aria-label={t('ours')} className="grid gap-3">
      <h2 className="text-lg font-semibold">{t('ours')}</h2>
      {tools.length === 0 ? <p className="text-sm text-muted">{t('noTools')}</p> : null}
      <ul className="grid gap-1">
        {tools.map((tool) => (
          <li
            key={tool.id}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-sm border border-line px-3 py-2 text-sm"
          >
            <Link
              href={`/admin/tools/${tool.id}`}
              prefetch={false}
              className="font-medium underline-offset-2 hover:underline"
            >
              {tool.title}
            </Link>
            <code className="text-xs text-faint">{tool.name}</code>
            <ToolBadges tool={tool} />
            <span className="ml-auto">
              <ToolSwitch tool={tool} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function SourceSettings({ source, onSaved }: { readonly source: ToolSource; readonly onSaved: () => void }) {
  const t = useTranslations('governance.sources');
  const common = useTranslations('common');
  const queryClient = useQueryClient();
  const sources = useQuery({ queryKey: [SOURCES], queryFn: ({ signal }) => requestSources(signal) });
  return (
    <details className="rounded-md border border-line p-4">
      <summary className="font-medium">{t('settings')}</summary>
      <div className="mt-4">
        {sources.data === undefined ? (
          <Skeleton className="h-40 w-full" />
        ) : (
          <McpForm
            source={source}
            stdioServers={sources.data.stdioServers}
            submitLabel={common('save')}
            onSubmit={(output) => requestUpdateSource(source.id, output)}
            onSaved={({ name }) => {
              showToast({ text: t('saved', { name }) });
              void queryClient.invalidateQueries({ queryKey: [SOURCES] });
              onSaved();
            }}
          />
        )}
      </div>
    </details>
  );
}
