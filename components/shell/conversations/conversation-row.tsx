'use client';
import { Ellipsis, Hourglass } from 'lucide-react';
import Link from 'next/link';
import type { MouseEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { classNames } from '@/components/ui/class-names';
import { OpeningConversation } from '@/components/shell/conversations/opening-conversation';
import { RenameField } from '@/components/shell/conversations/rename-field';
import { IconButton } from '@/components/ui/icon-button';
import type { ConversationSummary } from '@/lib/conversations/contracts';

export interface ConversationRowProps {
  readonly conversation: ConversationSummary;
  readonly current: boolean;
  /** The one row that Tab stops at. */
  readonly focusable: boolean;
  readonly renaming: boolean;
  readonly menuOpen: boolean;
  readonly onFocus: () => void;
  readonly onOpen: () => void;
  readonly onRenamed: (title: string | null, refocus: boolean) => void;
  readonly onMenu: (event: MouseEvent<HTMLElement>) => void;
}

const MARK_CLASS_NAMES = {
  writing: 'size-1.5 animate-breathe rounded-full border border-accent',
  waiting: 'text-approval',
  unread: 'size-1.5 rounded-full bg-accent',
};

/**
 * A hollow breathing dot while an answer is written, an hourglass while a call waits for an approval, a full dot for
 * what is unread.
 */
function RowState({ state }: { readonly state: keyof typeof MARK_CLASS_NAMES }) {
  const t = useTranslations('shell.list.states');
  return (
    <span data-tooltip={t(state)} className={classNames('ml-auto shrink-0', MARK_CLASS_NAMES[state])}>
      {state === 'waiting' ? <Hourglass aria-hidden className="size-3.5" /> : null}
      <span className="sr-only">{t(state)}</span>
    </span>
  );
}

/** One conversation of the list: a link, its state, its menu. */
export function ConversationRow({
  conversation,
  current,
  focusable,
  renaming,
  menuOpen,
  onFocus,
  onOpen,
  onRenamed,
  onMenu,
}: ConversationRowProps) {
  const t = useTranslations('shell.list');
  const { id, title } = conversation;
  // What is open is being read.
  const state = current && conversation.state === 'unread' ? 'idle' : conversation.state;
  if (renaming) return <RenameField title={title} onDone={onRenamed} />;
  return (
    <div
      onContextMenu={onMenu}
      onFocus={onFocus}
      className={classNames(
        'group flex h-full items-center rounded-sm transition-colors hover:bg-hover',
        (current || menuOpen) && 'bg-active hover:bg-active',
      )}
    >
      <Link
        href={`/c/${id}`}
        prefetch={false}
        data-row={id}
        tabIndex={focusable ? 0 : -1}
        aria-current={current ? 'page' : undefined}
        onClick={onOpen}
        className={classNames(
          'flex h-full min-w-0 flex-1 items-center gap-2 rounded-sm pl-2.5 text-sm -outline-offset-2 pointer-coarse:text-base',
          current ? 'text-ink' : 'text-muted group-hover:text-ink',
        )}
      >
        <OpeningConversation />
        <span className={classNames('truncate', state === 'unread' && 'font-medium text-ink')}>{title}</span>
        {state === 'idle' ? null : <RowState state={state} />}
      </Link>
      <IconButton
        size="sm"
        label={t('menu', { title })}
        icon={<Ellipsis className="size-4" />}
        tabIndex={focusable ? 0 : -1}
        aria-haspopup="menu"
        aria-expanded={menuOpen}
        onClick={onMenu}
        className={classNames(
          'mr-1 -outline-offset-2 group-focus-within:opacity-100 group-hover:opacity-100 pointer-fine:opacity-0',
          (menuOpen || current) && 'pointer-fine:opacity-100',
        )}
      />
    </div>
  );
}
