'use client';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Pin, PencilLine, Search, X } from 'lucide-react';
import { useEffect, useId, useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react';
import { useTranslations } from 'use-intl/react';
import { useErrorText } from '@/components/lib/use-error-text';
import { callsKey, requestCalls } from '@/components/chat/calls/conversation-calls';
import { pinTool, requestTools, TOOLS_KEY } from '@/components/chat/tool-panel/panel-requests';
import { Outcome, ToolRunner, type OutcomeProps } from '@/components/chat/tool-panel/tool-runner';
import type { ToolWork } from '@/components/chat/tool-panel/use-tool-work';
import { useCallNow } from '@/components/chat/calls/use-call-now';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Input } from '@/components/ui/input';
import { Notice } from '@/components/ui/notice';
import { RetryNotice } from '@/components/lib/retry-notice';
import { Skeleton } from '@/components/ui/skeleton';
import { showToast } from '@/components/ui/toast';
import type { JsonObject, UsableTool } from '@/lib/tools/contracts';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

export interface ToolPanelProps {
  /** Null: a conversation that has not begun. */
  readonly conversationId: string | null;
  readonly work: ToolWork;
  readonly onClose: () => void;
  readonly onWrite: (text: string) => void;
  readonly onAsk: (text: string) => void;
}

/** For a parent that receives Esc before the panel does. */
export interface ToolPanelHandle {
  /** A step back: to the list, or out. */
  readonly leave: () => void;
}

const SEARCH_FROM = 6;

/** Right of the conversation: what I may look up, and every call of this conversation with what came of it. */
export function ToolPanel({
  conversationId,
  work,
  onClose,
  onWrite,
  onAsk,
  ref,
}: ToolPanelProps & { readonly ref?: Ref<ToolPanelHandle> }) {
  const t = useTranslations('tools.panel');
  const errorText = useErrorText();
  const client = useQueryClient();
  const tools = useQuery({ queryKey: TOOLS_KEY, queryFn: ({ signal }) => requestTools(signal) });
  const { chosen } = work;
  const pinning = useMutation({
    mutationFn: ({ id, pinned }: { id: string; pinned: boolean }) => pinTool(id, pinned),
    onError: (error) => showToast({ text: errorText(error), tone: 'danger' }),
    onSettled: () => client.invalidateQueries({ queryKey: TOOLS_KEY }),
  });
  const tool = tools.data?.find((one) => one.id === chosen?.toolId) ?? null;
  const uses = { onWrite, onAsk };
  const leave = () => (tool === null ? onClose() : work.back());
  useImperativeHandle(ref, () => ({ leave }));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    leave();
  };
  return (
    <div onKeyDown={onKeyDown} className="flex min-h-0 flex-1 flex-col" data-tool-panel>
      <div className="flex items-center justify-between gap-2 border-b border-line py-2 pr-2 pl-4">
        <h2 className="font-semibold">{t('title')}</h2>
        <IconButton label={t('close')} icon={<X className="size-4" />} size="sm" onClick={onClose} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-4 py-3">
        {tool !== null && chosen !== null ? (
          <ToolRunner
            key={`${tool.id} ${chosen.visit}`}
            tool={tool}
            lookUp={work.lookUp}
            keeper={work.draftOf(tool)}
            initial={chosen.initial}
            onBack={work.back}
            onPin={(pinned) => pinning.mutate({ id: tool.id, pinned })}
            {...uses}
          />
        ) : (
          <div className="grid grid-cols-1 gap-6">
            {tools.isError ? (
              <RetryNotice error={tools.error} busy={tools.isFetching} onRetry={() => void tools.refetch()} />
            ) : null}
            {tools.data !== undefined && chosen !== null ? <Notice role="status">{t('notUsable')}</Notice> : null}
            {tools.isPending ? <Skeleton className="h-40" /> : null}
            {tools.data === undefined ? null : (
              <ToolList tools={tools.data} lastId={work.lastId} onChoose={(toolId) => work.open(toolId, null)} />
            )}
            <Calls
              conversationId={conversationId}
              mayRetry={(toolId) => tools.data?.some((one) => one.id === toolId) === true}
              onRetry={work.open}
              {...uses}
            />
          </div>
        )}
      </div>
    </div>
  );
}

interface ToolListProps {
  readonly tools: readonly UsableTool[];
  /** The one that was open before. */
  readonly lastId: string | null;
  readonly onChoose: (toolId: string) => void;
}

/** Arrows go through the tools from the search field on; Enter opens the one with the focus. */
function ToolList({ tools, lastId, onChoose }: ToolListProps) {
  const t = useTranslations('tools.panel');
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState('');
  const words = query.trim().toLowerCase();
  const found =
    words === ''
      ? tools
      : tools.filter((tool) => `${tool.title} ${tool.name} ${tool.description}`.toLowerCase().includes(words));
  useEffect(() => {
    // A search field would bring the keyboard of a touch screen up.
    const first = window.matchMedia('(pointer: fine)').matches ? 'input, [data-tool]' : '[data-last]';
    list.current?.querySelector<HTMLElement>(first)?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const stops = [...(list.current?.querySelectorAll<HTMLElement>('input, [data-tool]') ?? [])];
    const at = stops.findIndex((stop) => stop === document.activeElement);
    const next = stops[at + (event.key === 'ArrowDown' ? 1 : -1)];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <section aria-labelledby={id} ref={list} onKeyDown={onKeyDown} className="grid grid-cols-1 gap-2">
      <h3 id={id} className="text-xs text-faint">
        {t('usable')}
      </h3>
      {tools.length === 0 ? <p className="text-sm text-muted">{t('none')}</p> : null}
      {tools.length < SEARCH_FROM ? null : (
        <Input
          type="search"
          value={query}
          aria-label={t('search')}
          placeholder={t('search')}
          onChange={(event) => setQuery(event.target.value)}
          onEnter={(event) => {
            event.preventDefault();
            if (found[0] !== undefined) onChoose(found[0].id);
          }}
        />
      )}
      {tools.length > 0 && found.length === 0 ? <p className="text-sm text-muted">{t('noneFound')}</p> : null}
      <ul className="grid grid-cols-1 gap-1">
        {found.map((tool) => (
          <li key={tool.id}>
            <button
              type="button"
              data-tool={tool.name}
              data-last={tool.id === lastId || undefined}
              onClick={() => onChoose(tool.id)}
              className="flex w-full items-center gap-2 rounded-sm px-2 py-2 text-left text-sm hover:bg-hover"
            >
              {tool.effect === 'read' ? (
                <Search aria-hidden className="size-4 shrink-0 text-muted" />
              ) : (
                <PencilLine aria-hidden className="size-4 shrink-0 text-approval" />
              )}
              <span className="min-w-0 flex-1">
                <span className="block font-medium">{tool.title}</span>
                <span className="block truncate text-xs text-muted">{tool.description}</span>
              </span>
              {tool.pinned ? <Pin aria-label={t('pinned')} className="size-3.5 shrink-0 text-accent" /> : null}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface CallsProps {
  readonly conversationId: string | null;
  readonly mayRetry: (toolId: string) => boolean;
  readonly onRetry: (toolId: string, initial: JsonObject) => void;
  readonly onWrite: (text: string) => void;
  readonly onAsk: (text: string) => void;
}

/**
 * The conversation's calls, newest first, by the model and by hand; where none has begun, those made by hand without
 * one.
 */
function Calls({ conversationId, mayRetry, onRetry, ...uses }: CallsProps) {
  const t = useTranslations('tools.panel');
  const id = useId();
  const pages = useInfiniteQuery({
    queryKey: callsKey(conversationId),
    queryFn: ({ pageParam, signal }) => requestCalls(conversationId, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
  const calls = pages.data?.pages.flatMap((page) => page.calls) ?? [];
  const isOlderMissing = pages.isFetchNextPageError;
  if (pages.isPending) {
    return (
      <div role="status" aria-label={t('callsLoading')}>
        <Skeleton className="h-16" />
      </div>
    );
  }
  if (calls.length === 0 && !pages.isError) return null;
  const retry = (call: ToolCallDto) => {
    const { toolId, arguments: given } = call;
    return toolId === null || given === null || !mayRetry(toolId) ? undefined : () => onRetry(toolId, given);
  };
  return (
    <section aria-labelledby={id} className="grid grid-cols-1 gap-3">
      <h3 id={id} className="text-xs text-faint">
        {t(conversationId === null ? 'callsBefore' : 'calls')}
      </h3>
      {pages.isError && !isOlderMissing ? (
        <RetryNotice error={pages.error} busy={pages.isFetching} onRetry={() => void pages.refetch()} />
      ) : null}
      {calls.map((call) => (
        <CallNow key={call.id} call={call} onRetry={retry(call)} {...uses} />
      ))}
      {isOlderMissing ? (
        <RetryNotice error={pages.error} busy={pages.isFetchingNextPage} onRetry={() => void pages.fetchNextPage()} />
      ) : pages.hasNextPage ? (
        <Button
          size="sm"
          className="justify-self-center"
          busy={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t('older')}
        </Button>
      ) : null}
    </section>
  );
}

function CallNow({ call, ...uses }: OutcomeProps) {
  return <Outcome call={useCallNow(call.id, { known: call }) ?? call} {...uses} />;
}
