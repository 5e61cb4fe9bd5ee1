'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ImportTable, type ImportRow } from '@/components/admin/tools/sources/import-table';
import { requestChoose, requestListing, SOURCES } from '@/components/admin/tools/sources/source-requests';
import { useSchemaNoteText } from '@/components/admin/tools/sources/use-schema-note-text';
import { TOOLS } from '@/components/admin/shared/tool-requests';
import { useErrorText } from '@/components/lib/use-error-text';
import { visibleText } from '@/components/calls/result/visible-text';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/lib/error-state';
import { Notice } from '@/components/ui/notice';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import type { RemoteTool, ToolSource } from '@/lib/tools/catalogue-contracts';
import { toolNameSchema } from '@/lib/tools/contracts';

/** The tools that an MCP server offers now, to choose from. */
export function RemoteTools({
  source: { id: sourceId, lastError },
  listsAtOnce,
}: {
  readonly source: Pick<ToolSource, 'id' | 'lastError'>;
  readonly listsAtOnce: boolean;
}) {
  const t = useTranslations('governance.mcp');
  const errorText = useErrorText();
  const queryClient = useQueryClient();
  const listing = useMutation({
    mutationFn: () => requestListing(sourceId),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: [SOURCES] }),
        queryClient.invalidateQueries({ queryKey: [TOOLS] }),
      ]),
  });
  const { mutate: list } = listing;
  const hasListed = useRef(!listsAtOnce);
  useEffect(() => {
    if (hasListed.current) return;
    hasListed.current = true;
    list();
  }, [list]);
  return (
    <section aria-label={t('offered')} className="grid min-w-0 gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-lg font-semibold">{t('offered')}</h2>
        <Button
          size="sm"
          className="ml-auto"
          busy={listing.isPending}
          icon={<RefreshCw aria-hidden className="size-4" />}
          onClick={() => list()}
        >
          {t('list')}
        </Button>
      </div>
      {listing.isPending ? <Skeleton className="h-32 w-full" /> : null}
      {listing.isError ? <ErrorState error={listing.error} onRetry={() => list()} /> : null}
      {listing.isIdle ? (
        lastError === null ? (
          <p className="text-sm text-muted">{t('notListed')}</p>
        ) : (
          <Notice tone="danger">{errorText(lastError.code, lastError.values)}</Notice>
        )
      ) : null}
      {listing.data === undefined ? null : (
        <>
          {listing.data.quarantinedNow.length === 0 ? null : (
            <Notice tone="danger">{t('quarantinedNow', { names: listing.data.quarantinedNow.join(', ') })}</Notice>
          )}
          {listing.data.leftOut.length === 0 ? null : (
            <Notice>
              {t('leftOut', {
                count: listing.data.leftOut.length,
                names: listing.data.leftOut.map((name) => (name === '' ? '?' : visibleText(name))).join(', '),
              })}
            </Notice>
          )}
          <ChooseTools
            key={listing.submittedAt}
            sourceId={sourceId}
            tools={listing.data.tools}
            onChosen={() => list()}
          />
        </>
      )}
    </section>
  );
}

interface ChooseToolsProps {
  readonly sourceId: string;
  readonly tools: readonly RemoteTool[];
  readonly onChosen: () => void;
}

function ChooseTools({ sourceId, tools, onChosen }: ChooseToolsProps) {
  const t = useTranslations('governance.mcp');
  const errorText = useErrorText();
  const noteText = useSchemaNoteText();
  const [rows, setRows] = useState(() =>
    tools.map(
      (tool): ImportRow => ({
        key: tool.remoteName,
        title: tool.title === '' ? tool.remoteName : tool.title,
        code: tool.remoteName,
        description: tool.description,
        inputSchema: tool.inputSchema,
        note:
          tool.state === 'new'
            ? null
            : tool.problem === null
              ? t(`states.${tool.state}`)
              : errorText(tool.problem.code, tool.problem.values),
        changes: tool.notes.map(noteText),
        isUnusable: tool.state !== 'new',
        isChosen: false,
        name: tool.suggestedName,
        effect: tool.suggestedEffect,
      }),
    ),
  );
  const choose = useMutation({
    mutationFn: (chosen: readonly ImportRow[]) =>
      requestChoose(sourceId, {
        tools: chosen.flatMap(({ key, name, effect }) => {
          const tool = tools.find(({ remoteName }) => remoteName === key);
          if (tool === undefined) return [];
          // The hash covers description and schema; the title is sent as it was shown.
          const title = tool.title.trim();
          return [{ remoteName: key, listedHash: tool.listedHash, name, effect, ...(title === '' ? {} : { title }) }];
        }),
      }),
    onSuccess: ({ tools: taken }) => {
      showToast({ text: t('taken', { count: taken.length }) });
      onChosen();
    },
  });
  const chosen = rows.filter(({ isChosen }) => isChosen);
  const isReady = chosen.length > 0 && chosen.every(({ name }) => toolNameSchema.safeParse(name).success);
  if (rows.length === 0) return <p className="text-sm text-muted">{t('nothing')}</p>;
  return (
    <>
      <ImportTable
        rows={rows}
        onChange={(changed) => setRows(rows.map((row) => changed.find(({ key }) => key === row.key) ?? row))}
      />
      {choose.isError ? (
        <Notice tone="danger" role="alert">
          {errorText(choose.error)}
        </Notice>
      ) : null}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="text-sm text-muted">{t('hintNotice')}</p>
        <Button variant="primary" disabled={!isReady} busy={choose.isPending} onClick={() => choose.mutate(chosen)}>
          {t('take', { count: chosen.length })}
        </Button>
      </div>
    </>
  );
}
