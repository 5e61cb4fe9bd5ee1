'use client';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { useNow, useTimeZone, useTranslations } from 'use-intl/react';
import { lazyPart } from '@/components/lib/lazy-part';
import { ConversationRow } from '@/components/shell/conversations/conversation-row';
import { groupConversations } from '@/components/shell/conversations/group-conversations';
import { useConversationActions } from '@/components/shell/conversations/use-conversation-actions';
import { useRovingRows } from '@/components/shell/conversations/use-roving-rows';
import { useCoarsePointer } from '@/components/lib/use-coarse-pointer';
import { anchorAt, type MenuAnchor } from '@/components/ui/menu-anchor';
import type { ConversationSummary } from '@/lib/conversations/contracts';

const conversationMenu = lazyPart(() => import('@/components/shell/conversations/conversation-menu').then((module) => module.ConversationMenu));

const HEADING_PX = 34;
const ROW_PX = 34;
const TOUCH_ROW_PX = 46;
const OVERSCAN = 12;
const LOAD_AHEAD_ROWS = 15;
const NOW_EVERY_MS = 60_000;
/** What the server renders for, and the first frame of the browser. */
const INITIAL_RECT = { width: 280, height: 720 };

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

/** The conversations in their groups; as many as there are, as few in the page as fit. Arrow keys move, F2 renames, Delete deletes. */
export function ConversationList({ conversations, currentId, hasMore, onMore, onOpen }: ConversationListProps) {
  const t = useTranslations('shell.list');
  const now = useNow({ updateInterval: NOW_EVERY_MS });
  const timeZone = useTimeZone();
  const actions = useConversationActions();
  const scroller = useRef<HTMLDivElement>(null);
  const [renamingId, setRenamingId] = useState<string | null>(null);
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const rowPx = useCoarsePointer() ? TOUCH_ROW_PX : ROW_PX;
  const rows = useMemo(() => groupConversations(conversations, now, timeZone), [conversations, now, timeZone]);
  const ids = useMemo(() => conversations.map(({ id }) => id), [conversations]);
  const indexOf = useCallback((id: string) => rows.findIndex((row) => row.key === id), [rows]);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? HEADING_PX : rowPx),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: OVERSCAN,
    initialRect: INITIAL_RECT,
    // The active row stays in the page however far one scrolls: the focus would be lost with it.
    rangeExtractor: (range) => {
      const active = roving.activeId === null ? -1 : indexOf(roving.activeId);
      const visible = defaultRangeExtractor(range);
      return active === -1 || visible.includes(active) ? visible : [...visible, active].toSorted((one, other) => one - other);
    },
  });
  const scrollTo = useCallback((id: string) => virtualizer.scrollToIndex(indexOf(id)), [virtualizer, indexOf]);
  const roving = useRovingRows(scroller, ids, currentId, scrollTo);
  useEffect(() => virtualizer.measure(), [virtualizer, rowPx, rows]);

  const items = virtualizer.getVirtualItems();
  const lastVisible = items.at(-1)?.index ?? 0;
  const wantsMore = hasMore && lastVisible >= rows.length - LOAD_AHEAD_ROWS;
  useEffect(() => {
    if (wantsMore) onMore();
  }, [wantsMore, onMore, rows.length]);

  const removeAndFocusNext = (conversation: ConversationSummary) => {
    const at = ids.indexOf(conversation.id);
    roving.focusRow(ids[at + 1] ?? ids[at - 1] ?? null);
    actions.remove(conversation);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.row === undefined) return;
    const at = ids.indexOf(event.target.dataset.row);
    const targets: Partial<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: ids.length - 1 };
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
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-2 pb-2" onPointerEnter={conversationMenu.preload} onKeyDown={onKeyDown}>
      <ul aria-label={t('label')} className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, key, start, size }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li key={key} className="absolute inset-x-0 top-0" style={{ height: size, transform: `translateY(${start}px)` }}>
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
