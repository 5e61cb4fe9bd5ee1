'use client';
import { PanelLeft, SquarePen } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl/react';
import { ApprovalsBadge } from '@/components/approvals/approvals-badge';
import { classNames } from '@/components/ui/class-names';
import { useShell } from '@/components/shell/shell-state';
import { useShortcutKeys } from '@/components/lib/shortcuts';
import { IconButton } from '@/components/ui/icon-button';

/**
 * What stands in for the sidebar when it is away: on a phone always, else while it is folded. On wide screens it floats
 * at the corner and takes no room.
 */
export function TopBar() {
  const t = useTranslations('shell');
  const common = useTranslations('common');
  const router = useRouter();
  const { collapsed, drawerOpen, toggleSidebar } = useShell();
  const toggleKeys = useShortcutKeys('toggleSidebar');
  const newChatKeys = useShortcutKeys('newChat');
  return (
    <header
      data-behind-drawer
      data-off-paper
      className={classNames(
        'flex shrink-0 items-center justify-between border-b bg-surface px-1.5 pt-[env(safe-area-inset-top)] md:absolute md:top-2 md:left-2 md:z-20 md:justify-start md:gap-1 md:border-b-0 md:bg-transparent md:p-0',
        !collapsed && 'md:hidden',
      )}
    >
      <IconButton
        label={t('showSidebar')}
        shortcut={toggleKeys}
        icon={<PanelLeft className="size-4" />}
        aria-controls="sidebar"
        aria-expanded={drawerOpen}
        onClick={toggleSidebar}
      />
      <span className="text-sm font-semibold md:hidden">{common('product')}</span>
      <span className="flex items-center gap-1">
        {/* The sidebar asks for it, also where it is away. */}
        <ApprovalsBadge isPolled={false} />
        <IconButton
          label={t('newChat')}
          shortcut={newChatKeys}
          icon={<SquarePen className="size-4" />}
          onClick={() => router.push('/')}
        />
      </span>
    </header>
  );
}
