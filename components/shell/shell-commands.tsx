'use client';
import { usePathname, useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { lazyPart } from '@/components/lib/lazy-part';
import { toggleTheme } from '@/components/lib/use-theme';
import { endTypeAhead, startTypeAhead } from '@/components/shell/palette/type-ahead';
import { ShortcutListener } from '@/components/shell/shortcut-listener';
import { useShell } from '@/components/shell/shell-state';
import { useShortcut } from '@/components/lib/shortcuts';
import type { Role } from '@/lib/auth/contracts';

const palette = lazyPart(() =>
  import('@/components/shell/palette/command-palette').then((module) => module.CommandPalette),
);
const help = lazyPart(() =>
  import('@/components/shell/palette/shortcuts-dialog').then((module) => module.ShortcutsDialog),
);

/** The keyboard's ways around, and the two dialogs that they open. */
export function ShellCommands({ role }: { readonly role: Role }) {
  const router = useRouter();
  const path = usePathname();
  const { toggleSidebar, setDrawerOpen, showSidebar, setArchived } = useShell();
  const [dialog, setDialog] = useState<'palette' | 'help' | null>(null);
  const close = () => {
    endTypeAhead();
    setDialog(null);
  };
  useShortcut('newChat', () => router.push('/'));
  useShortcut('toggleSidebar', toggleSidebar);
  useShortcut('toggleTheme', toggleTheme);
  useShortcut('palette', () => {
    startTypeAhead(close);
    setDialog('palette');
  });
  useShortcut('help', () => setDialog('help'));
  useEffect(() => setDrawerOpen(false), [path, setDrawerOpen]);
  return (
    <>
      <ShortcutListener />
      {dialog === 'palette' ? (
        <palette.Part
          isAdmin={role === 'admin'}
          onArchive={() => {
            setArchived(true);
            showSidebar();
          }}
          onClose={close}
          onUnavailable={close}
        />
      ) : null}
      {dialog === 'help' ? <help.Part onClose={close} onUnavailable={close} /> : null}
    </>
  );
}
