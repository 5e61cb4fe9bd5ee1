'use client';
import { CircleUser, Inbox, Keyboard, LogOut, Users, Wrench } from 'lucide-react';
import Link from 'next/link';
import { useLocale, useTranslations } from 'use-intl/react';
import { useSwitchLocale } from '@/components/lib/use-switch-locale';
import { setTheme, useTheme } from '@/components/lib/use-theme';
import { useSignOut } from '@/components/shell/account/use-sign-out';
import { runShortcut, useShortcutKeys } from '@/components/lib/shortcuts';
import { AnchoredMenu } from '@/components/ui/anchored-menu';
import { Kbd } from '@/components/ui/kbd';
import { MenuChoice, MenuItem, MenuLink, MenuSeparator } from '@/components/ui/menu';
import type { MenuAnchor } from '@/components/ui/menu-anchor';
import { LOCALES, THEMES } from '@/lib/i18n/locales';

export interface AccountMenuProps {
  readonly anchor: MenuAnchor;
  readonly isAdmin: boolean;
  readonly onClose: () => void;
}

const ICON = 'size-4 text-muted';

/** Language, appearance, one's own settings, the admin's places, the way out. */
export function AccountMenu({ anchor, isAdmin, onClose }: AccountMenuProps) {
  const t = useTranslations('shell.account');
  const common = useTranslations('common');
  const signOut = useSignOut();
  const locale = useLocale();
  const theme = useTheme();
  const switchLocale = useSwitchLocale();
  const helpKeys = useShortcutKeys('help');
  return (
    <AnchoredMenu anchor={anchor} label={t('label')} side="top" className="w-64" onClose={onClose}>
      <MenuChoice
        label={common('language.label')}
        value={locale}
        onChange={switchLocale}
        options={LOCALES.map((value) => ({ value, label: common(`language.${value}`) }))}
      />
      <MenuSeparator />
      <MenuChoice
        label={common('theme.label')}
        value={theme}
        onChange={setTheme}
        options={THEMES.map((value) => ({ value, label: common(`theme.${value}`) }))}
      />
      <MenuSeparator />
      <MenuLink>
        <Link href="/settings" prefetch={false}>
          <CircleUser className={ICON} />
          {t('settings')}
        </Link>
      </MenuLink>
      <MenuLink>
        <Link href="/approvals" prefetch={false}>
          <Inbox className={ICON} />
          {t('approvals')}
        </Link>
      </MenuLink>
      {isAdmin ? (
        <MenuLink>
          <Link href="/admin/people" prefetch={false}>
            <Users className={ICON} />
            {t('people')}
          </Link>
        </MenuLink>
      ) : null}
      {isAdmin ? (
        <MenuLink>
          <Link href="/admin/tools" prefetch={false}>
            <Wrench className={ICON} />
            {t('tools')}
          </Link>
        </MenuLink>
      ) : null}
      <MenuItem
        icon={<Keyboard className={ICON} />}
        hint={<Kbd keys={helpKeys} />}
        onSelect={() => runShortcut('help')}
      >
        {t('shortcuts')}
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<LogOut className={ICON} />} onSelect={signOut}>
        {t('signOut')}
      </MenuItem>
    </AnchoredMenu>
  );
}
