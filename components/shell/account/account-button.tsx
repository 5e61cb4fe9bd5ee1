'use client';
import { ChevronsUpDown } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { lazyPart } from '@/components/lib/lazy-part';
import { anchorAt, type MenuAnchor } from '@/components/ui/menu-anchor';
import type { Role } from '@/lib/auth/contracts';

const menu = lazyPart(() => import('@/components/shell/account/account-menu').then((module) => module.AccountMenu));

export interface ShellPerson {
  readonly name: string;
  readonly role: Role;
}

/** Who is signed in, at the foot of the sidebar; opens the account menu. */
export function AccountButton({ person }: { readonly person: ShellPerson }) {
  const t = useTranslations('shell.account');
  const roles = useTranslations('common.role');
  const [anchor, setAnchor] = useState<MenuAnchor | null>(null);
  // The press that closes an open menu by touching outside of it must not open it again.
  const wasOpen = useRef(false);
  const initial = Array.from(person.name).at(0) ?? '';
  return (
    <>
      <button
        type="button"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onPointerEnter={menu.preload}
        onFocus={menu.preload}
        onPointerDown={() => {
          wasOpen.current = anchor !== null;
        }}
        onClick={(event) => {
          if (!wasOpen.current) setAnchor(anchorAt(event.currentTarget));
          wasOpen.current = false;
        }}
        className="flex min-h-11 w-full items-center gap-2.5 rounded-sm px-2 text-left transition-colors hover:bg-hover aria-expanded:bg-hover"
      >
        <span
          aria-hidden
          className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft text-sm font-medium text-accent"
        >
          {initial}
        </span>
        <span className="min-w-0 flex-1 leading-tight">
          <span className="block truncate text-sm font-medium">{person.name}</span>
          <span className="block truncate text-xs text-faint">
            {roles(person.role)}
            <span className="sr-only">{t('label')}</span>
          </span>
        </span>
        <ChevronsUpDown aria-hidden className="size-4 text-faint" />
      </button>
      {anchor === null ? null : (
        <menu.Part
          anchor={anchor}
          isAdmin={person.role === 'admin'}
          onClose={() => setAnchor(null)}
          onUnavailable={() => setAnchor(null)}
        />
      )}
    </>
  );
}
