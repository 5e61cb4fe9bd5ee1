'use client';
import { useCallback, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useTimeZone, useTranslations } from 'use-intl/react';
import { lazyPart } from '@/components/lib/lazy-part';
import { createOnDemand, useOnDemand } from '@/components/lib/load-on-demand';
import { ConversationRow } from '@/components/shell/conversations/conversation-row';
import { groupConversations } from '@/components/shell/conversations/group-conversations';
import { useConversationActions } from '@/components/shell/conversations/use-conversation-actions';
import { useRovingRows } from '@/components/shell/conversations/use-roving-rows';
import type { ShownRange } from '@/components/shell/conversations/virtual-range';
import { useCoarsePointer } from '@/components/lib/use-coarse-pointer';
import { useNow } from '@/components/lib/use-now';
import { anchorAt, type MenuAnchor } from '@/components/ui/menu-anchor';
import type { ConversationSummary } from '@/lib/conversations/contracts';

const conversationMenu = lazyPart(() =>
  import('@/components/shell/conversations/conversation-menu').then((module) => module.ConversationMenu),
);
/** A short list does without it: every row is in the page. */
const virtualRange = createOnDemand(
  async () => (await import('@/components/shell/conversations/virtual-range')).VirtualRange,
);

const HEADING_PX = 34;
const ROW_PX = 34;
const TOUCH_ROW_PX = 46;
/** More rows than this, or more to come: only those in sight are in the page. */
const SHORT_LIST_ROWS = 100;

export interface ConversationListProps {
  readonly conversations: readonly ConversationSummary[];
  readonly currentId: string | null;
  readonly hasMore: boolean;
  readonly onMore: () => void;
  readonly onOpen: () => void;
}

interface OpenMenu {
  readonly conversation: ConversationSummary;
  readonly anchor: MenuAnchor;
}

/**
 * The conversations in their groups; as many as there are, as few in the page as fit. Arrow keys move, F2 renames,
 * Delete deletes.
 */
export function ConversationList({ conversations, currentId, hasMore, onMore, onOpen }: ConversationListProps) {
  const t = useTranslations('shell.list');
  const nowMs = useNow();
  const timeZone = useTimeZone();
  const actions = useConversationActions();
  const scroller = useRef<HTMLDivElement>(null);
  const [renamingId, setRenamingId] = useState<string | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const rowPx = useCoarsePointer() ? TOUCH_ROW_PX : ROW_PX;
  const rows = useMemo(
    () => groupConversations(conversations, new Date(nowMs), timeZone),
    [conversations, nowMs, timeZone],
  );
  const ids = useMemo(() => conversations.map(({ id }) => id), [conversations]);
  const indexOf = useCallback((id: string) => rows.findIndex((row) => row.key === id), [rows]);
  const sizes = useMemo(() => rows.map(({ kind }) => (kind === 'heading' ? HEADING_PX : rowPx)), [rows, rowPx]);
  const keyOf = useCallback((index: number) => rows[index]?.key ?? index, [rows]);

  const isLong = hasMore || rows.length > SHORT_LIST_ROWS;
  const VirtualRange = useOnDemand(virtualRange, isLong);
  const [range, setRange] = useState<ShownRange | null>(null);
  const shown = isLong ? range : null;
  const scrollTo = useCallback(
    (id: string) => {
      if (shown === null) scroller.current?.querySelector(`[data-row="${id}"]`)?.scrollIntoView({ block: 'nearest' });
      else shown.scrollToIndex(indexOf(id));
    },
    [shown, indexOf],
  );
  const roving = useRovingRows(scroller, ids, currentId, scrollTo);
  const onNearEnd = useCallback(() => {
    if (hasMore) onMore();
  }, [hasMore, onMore]);

  const removeAndFocusNext = (conversation: ConversationSummary) => {
    const at = ids.indexOf(conversation.id);
    roving.focusRow(ids[at + 1] ?? ids[at - 1] ?? null);
    actions.remove(conversation);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.row === undefined) return;
    const at = ids.indexOf(event.target.dataset.row);
    const targets: Partial<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: ids.length - 1,
    };
    const target = targets[event.key];
    const conversation = conversations[at];
    if (target !== undefined) roving.focusRow(ids[target] ?? null);
    else if (event.key === 'F2') setRenamingId(ids[at] ?? null);
    else if (event.key === 'Delete' && conversation !== undefined) removeAndFocusNext(conversation);
    else return;
    event.preventDefault();
  };
  const openMenu = (conversation: ConversationSummary) => (event: MouseEvent<HTMLElement>) => {
    event.preventDefault();
    const isPoint = event.type === 'contextmenu';
    const origin = isPoint ? event.currentTarget.querySelector<HTMLElement>('[data-row]') : event.currentTarget;
    if (origin !== null) setMenu({ conversation, anchor: anchorAt(origin, isPoint ? event : undefined) });
  };
  const onRenamed = (conversation: ConversationSummary) => (title: string | null, refocus: boolean) => {
    setRenamingId(null);
    if (title !== null) actions.rename(conversation, title);
    if (refocus) roving.focusRow(conversation.id);
  };

  return (
    <div
      ref={scroller}
      className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-2"
      onPointerEnter={conversationMenu.preload}
      onKeyDown={onKeyDown}
    >
      {VirtualRange === null || !isLong ? null : (
        <VirtualRange
          scroller={scroller}
          sizes={sizes}
          keyOf={keyOf}
          activeIndex={roving.activeId === null ? -1 : indexOf(roving.activeId)}
          onChange={setRange}
          onNearEnd={onNearEnd}
        />
      )}
      <ul aria-label={t('label')} className="relative" style={shown === null ? undefined : { height: shown.totalPx }}>
        {(shown?.items ?? sizes.map((size, index) => ({ index, size, start: null }))).map(({ index, start, size }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li
              key={row.key}
              className={start === null ? undefined : 'absolute inset-x-0 top-0'}
              style={start === null ? { height: size } : { height: size, transform: `translateY(${start}px)` }}
            >
              {row.kind === 'heading' ? (
                <h2 className="px-2.5 pt-3 text-xs font-medium text-faint">{t(`groups.${row.group}`)}</h2>
              ) : (
                <ConversationRow
                  conversation={row.conversation}
                  current={row.conversation.id === currentId}
                  focusable={row.conversation.id === roving.activeId}
                  renaming={row.conversation.id === renamingId}
                  menuOpen={row.conversation.id === menu?.conversation.id}
                  onFocus={() => roving.setActiveId(row.conversation.id)}
                  onOpen={onOpen}
                  onRenamed={onRenamed(row.conversation)}
                  onMenu={openMenu(row.conversation)}
                />
              )}
            </li>
          );
        })}
      </ul>
      {menu === null ? null : (
        <conversationMenu.Part
          {...menu}
          actions={actions}
          onRename={() => setRenamingId(menu.conversation.id)}
          onRemove={() => removeAndFocusNext(menu.conversation)}
          onClose={() => setMenu(null)}
          onUnavailable={() => setMenu(null)}
        />
      )}
    </div>
  );
}
