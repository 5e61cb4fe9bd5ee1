'use client';
import { Archive, ArrowLeft, ChartNoAxesCombined, FileText, PanelLeft, SquarePen } from 'lucide-react';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { lazyPart } from '@/components/lib/lazy-part';
import { AccountButton, type ShellPerson } from '@/components/shell/account/account-button';
import { ApprovalsLink } from '@/components/shell/approvals-link';
import { ConversationsPanel } from '@/components/shell/conversations/conversations-panel';
import { SearchField } from '@/components/shell/search/search-field';
import { useShell } from '@/components/shell/shell-state';
import { useShortcut, useShortcutKeys } from '@/components/lib/shortcuts';
import { useDrawerFocus } from '@/components/shell/use-drawer-focus';
import { Button, buttonClassName } from '@/components/ui/button';
import { classNames } from '@/components/ui/class-names';
import { IconButton } from '@/components/ui/icon-button';
import { PartBoundary } from '@/components/ui/part-boundary';
import type { ConversationPage } from '@/lib/conversations/contracts';

const searchResults = lazyPart(() =>
  import('@/components/shell/search/search-results').then((module) => module.SearchResults),
);

export interface SidebarProps {
  readonly person: ShellPerson;
  readonly initialPage?: ConversationPage | undefined;
}

/** Pages of one's own things, below the conversations. */
const OWN_THINGS = [
  { href: '/files', icon: FileText, name: 'files' },
  { href: '/reports', icon: ChartNoAxesCombined, name: 'reports' },
] as const;

/** Conversations, their search and the account: beside the page, on a phone over it. */
export function Sidebar(props: SidebarProps) {
  return (
    <PartBoundary className="w-70 shrink-0 border-r bg-sunken max-md:hidden">
      <SidebarContent {...props} />
    </PartBoundary>
  );
}

function SidebarContent({ person, initialPage }: SidebarProps) {
  const t = useTranslations('shell');
  const common = useTranslations('common');
  const { collapsed, drawerOpen, setDrawerOpen, toggleSidebar, showSidebar, archived, setArchived } = useShell();
  const [query, setQuery] = useState('');
  const aside = useRef<HTMLElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const close = () => setDrawerOpen(false);
  useDrawerFocus(aside, drawerOpen, close);
  useShortcut('search', () => {
    showSidebar();
    // The sidebar may only be on the screen with the next frame.
    requestAnimationFrame(() => input.current?.select());
  });
  const newChatKeys = useShortcutKeys('newChat');
  const toggleKeys = useShortcutKeys('toggleSidebar');

  return (
    <>
      <div
        aria-hidden
        data-open={drawerOpen}
        onClick={close}
        className="fixed inset-0 z-30 hidden bg-overlay data-[open=true]:block md:data-[open=true]:hidden"
      />
      <aside
        ref={aside}
        id="sidebar"
        aria-label={t('sidebar')}
        data-collapsed={collapsed}
        data-open={drawerOpen}
        className={
          'flex w-70 shrink-0 flex-col border-r bg-sunken pt-[env(safe-area-inset-top)] pb-[env(safe-area-inset-bottom)] data-[collapsed=true]:md:hidden ' +
          'max-md:fixed max-md:inset-y-0 max-md:left-0 max-md:z-40 max-md:w-[min(85vw,20rem)] max-md:transition-[translate] max-md:duration-180 max-md:data-[open=false]:transition-[translate,visibility] ' +
          'max-md:data-[open=false]:invisible max-md:data-[open=false]:-translate-x-full'
        }
      >
        <header className="flex items-center gap-1 px-2 pt-2">
          <Link
            href="/"
            prefetch={false}
            onClick={close}
            className="flex min-h-9 flex-1 items-center rounded-sm px-2.5 font-semibold -outline-offset-2 pointer-coarse:min-h-11"
          >
            {common('product')}
          </Link>
          <IconButton
            label={t('hideSidebar')}
            shortcut={toggleKeys}
            icon={<PanelLeft className="size-4" />}
            aria-controls="sidebar"
            aria-expanded={undefined}
            onClick={toggleSidebar}
          />
        </header>
        <div className="grid gap-1.5 px-2 py-1.5">
          <Link
            href="/"
            prefetch={false}
            onClick={close}
            data-tooltip={t('newChat')}
            data-tooltip-keys={newChatKeys}
            className="flex h-9 items-center gap-2.5 rounded-sm px-2.5 text-sm font-medium -outline-offset-2 transition-colors hover:bg-hover pointer-coarse:h-11"
          >
            <SquarePen aria-hidden className="size-4 text-muted" />
            {t('newChat')}
          </Link>
          <SearchField input={input} value={query} onChange={setQuery} onFocus={searchResults.preload} />
        </div>
        {archived && query.trim() === '' ? (
          <div className="px-2">
            <Button
              variant="ghost"
              size="sm"
              icon={<ArrowLeft className="size-4" />}
              onClick={() => setArchived(false)}
            >
              {t('list.leaveArchive')}
            </Button>
          </div>
        ) : null}
        <nav aria-label={t(archived ? 'list.archiveLabel' : 'list.label')} className="flex min-h-0 flex-1 flex-col">
          {query.trim() === '' ? (
            <ConversationsPanel
              key={String(archived)}
              archived={archived}
              initialPage={archived ? undefined : initialPage}
              onOpen={close}
            />
          ) : (
            <searchResults.Part text={query} input={input} onOpen={close} onUnavailable={() => setQuery('')} />
          )}
        </nav>
        <footer className="grid gap-0.5 border-t p-2">
          <ApprovalsLink />
          {OWN_THINGS.map(({ href, icon: Icon, name }) => (
            <Link
              key={href}
              href={href}
              prefetch={false}
              onClick={close}
              className={classNames(buttonClassName('ghost', 'sm'), 'justify-start')}
            >
              <Icon aria-hidden className="size-4" />
              {t(`places.${name}.name`)}
            </Link>
          ))}
          {archived ? null : (
            <Button
              variant="ghost"
              size="sm"
              className="justify-start"
              icon={<Archive className="size-4" />}
              onClick={() => setArchived(true)}
            >
              {t('list.openArchive')}
            </Button>
          )}
          <AccountButton person={person} />
        </footer>
      </aside>
    </>
  );
}
