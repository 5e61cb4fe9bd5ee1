import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { Messages } from '@/components/lib/messages';
import { NewsWatcher } from '@/components/shell/news/news-watcher';
import { OfflineBanner } from '@/components/shell/offline-banner';
import { ShellCommands } from '@/components/shell/shell-commands';
import { SIDEBAR_COOKIE } from '@/components/shell/shell-cookies';
import { ShellProvider } from '@/components/shell/shell-state';
import { Sidebar } from '@/components/shell/sidebar';
import { SkipLink } from '@/components/shell/skip-link';
import { TopBar } from '@/components/shell/top-bar';
import { findPrincipal } from '@/lib/auth/find-principal';
import { CONVERSATION_PAGE_SIZE } from '@/lib/conversations/contracts';
import { listConversations } from '@/lib/conversations/list-conversations';

/**
 * The shell around every conversation. Whoever is not signed in is sent to sign in by the page, which knows where to
 * come back to.
 */
export default async function ChatLayout({ children }: { readonly children: ReactNode }) {
  const principal = await findPrincipal(await headers());
  if (principal === null || principal.mustChangePassword) return children;
  const [jar, initialPage] = await Promise.all([
    cookies(),
    listConversations(principal.personId, { cursor: undefined, archived: false, limit: CONVERSATION_PAGE_SIZE }),
  ]);
  return (
    <Messages namespaces={['shell', 'chat', 'tools']}>
      <ShellProvider initiallyCollapsed={jar.get(SIDEBAR_COOKIE)?.value === 'collapsed'}>
        <SkipLink />
        <div className="relative flex h-dvh overflow-hidden print:block print:h-auto print:overflow-visible">
          <Sidebar person={{ name: principal.name, role: principal.role }} initialPage={initialPage} />
          <div className="relative flex min-w-0 flex-1 flex-col print:block">
            <TopBar />
            <OfflineBanner />
            <main
              id="content"
              tabIndex={-1}
              data-behind-drawer
              className="relative flex min-h-0 flex-1 flex-col outline-none print:block"
            >
              {children}
            </main>
          </div>
        </div>
        <NewsWatcher initialPage={initialPage} />
        <ShellCommands role={principal.role} />
      </ShellProvider>
    </Messages>
  );
}
