'use client';
import { Archive, ArchiveRestore, Braces, FileText, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import type { ConversationActions } from '@/components/shell/conversations/use-conversation-actions';
import { AnchoredMenu } from '@/components/ui/anchored-menu';
import { MenuItem, MenuSeparator } from '@/components/ui/menu';
import type { MenuAnchor } from '@/components/ui/menu-anchor';
import type { ConversationSummary } from '@/lib/conversations/contracts';

export interface ConversationMenuProps {
  readonly conversation: ConversationSummary;
  readonly anchor: MenuAnchor;
  readonly actions: ConversationActions;
  readonly onRename: () => void;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}

const ICON = 'size-4';

/** What can be done with one conversation of the list. */
export function ConversationMenu({
  conversation,
  anchor,
  actions,
  onRename,
  onRemove,
  onClose,
}: ConversationMenuProps) {
  const t = useTranslations('shell.list');
  const common = useTranslations('common');
  const movesFocus = useRef(false);
  const away = (action: () => void) => () => {
    movesFocus.current = true;
    action();
  };
  const { pinned, archived } = conversation;
  return (
    <AnchoredMenu
      anchor={anchor}
      label={t('menu', { title: conversation.title })}
      returnsFocus={() => !movesFocus.current}
      onClose={onClose}
    >
      <MenuItem icon={<Pencil className={ICON} />} onSelect={away(onRename)}>
        {t('rename')}
      </MenuItem>
      {archived ? null : (
        <MenuItem
          icon={pinned ? <PinOff className={ICON} /> : <Pin className={ICON} />}
          onSelect={() => actions.setPinned(conversation, !pinned)}
        >
          {t(pinned ? 'unpin' : 'pin')}
        </MenuItem>
      )}
      <MenuItem icon={<FileText className={ICON} />} onSelect={() => actions.download(conversation, 'markdown')}>
        {t('exportMarkdown')}
      </MenuItem>
      <MenuItem icon={<Braces className={ICON} />} onSelect={() => actions.download(conversation, 'json')}>
        {t('exportJson')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={archived ? <ArchiveRestore className={ICON} /> : <Archive className={ICON} />}
        onSelect={away(() => actions.setArchived(conversation, !archived))}
      >
        {t(archived ? 'unarchive' : 'archive')}
      </MenuItem>
      <MenuItem icon={<Trash2 className={ICON} />} danger onSelect={away(onRemove)}>
        {common('delete')}
      </MenuItem>
    </AnchoredMenu>
  );
}
