'use client';
import { Command } from 'cmdk';
import {
  Archive,
  Copy,
  Keyboard,
  Languages,
  LogOut,
  MessageSquare,
  PanelLeft,
  Printer,
  Search,
  Square,
  SquarePen,
  SunMoon,
  TextCursorInput,
  Wrench,
} from 'lucide-react';
import { useRouter } from 'next/navigation';
import * as RadixDialog from 'radix-ui/dialog';
import { useRef, useState, type ReactNode } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { useLocale, useTranslations } from 'use-intl/react';
import { useSwitchLocale } from '@/components/lib/use-switch-locale';
import { useSignOut } from '@/components/shell/account/use-sign-out';
import { listItems, type ConversationPages } from '@/components/chat/list/conversation-pages';
import { listKey } from '@/components/chat/list/use-conversation-list';
import { endTypeAhead } from '@/components/shell/palette/type-ahead';
import { hrefOfHit, useSearch } from '@/components/shell/search/use-search';
import { usePlaces } from '@/components/shell/palette/use-places';
import type { ShortcutId } from '@/components/lib/shortcut-keys';
import { runShortcut, useAvailableShortcuts, useShortcutKeys } from '@/components/lib/shortcuts';
import { OVERLAY_CLASS_NAME } from '@/components/ui/dialog';
import { Kbd } from '@/components/ui/kbd';
import { afterFocusReturn, useFocusReturn } from '@/components/ui/use-focus-return';

const ICON = 'size-4 text-muted';
const MAX_RECENT = 6;
const MAX_HITS = 8;

const ICONS: Record<Exclude<ShortcutId, 'palette'>, ReactNode> = {
  newChat: <SquarePen className={ICON} />,
  search: <Search className={ICON} />,
  focusComposer: <TextCursorInput className={ICON} />,
  toggleSidebar: <PanelLeft className={ICON} />,
  toggleTheme: <SunMoon className={ICON} />,
  tools: <Wrench className={ICON} />,
  stop: <Square className={ICON} />,
  copyLastAnswer: <Copy className={ICON} />,
  print: <Printer className={ICON} />,
  help: <Keyboard className={ICON} />,
};

const ITEM_CLASS_NAME =
  'flex items-center gap-2.5 rounded-sm px-2.5 py-2 text-sm pointer-coarse:min-h-11 data-[selected=true]:bg-hover';
const GROUP_CLASS_NAME =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint';

function ShortcutCommand({
  id,
  run,
}: {
  readonly id: Exclude<ShortcutId, 'palette'>;
  readonly run: (action: () => void) => void;
}) {
  const t = useTranslations('shell.shortcuts');
  const keys = useShortcutKeys(id);
  return (
    <Command.Item
      value={t(`names.${id}`)}
      keywords={[id, ...t(`words.${id}`).split(' ')]}
      onSelect={() => run(() => runShortcut(id))}
      className={ITEM_CLASS_NAME}
    >
      {ICONS[id]}
      <span className="flex-1">{t(`names.${id}`)}</span>
      <Kbd keys={keys} />
    </Command.Item>
  );
}

/** Conversations: the recent ones, or what the search finds for what has been typed. */
function ConversationCommands({ text, go }: { readonly text: string; readonly go: (href: string) => void }) {
  const t = useTranslations('shell.palette');
  const client = useQueryClient();
  const search = useSearch(text);
  const recent = listItems(client.getQueryData<ConversationPages>(listKey(false))).slice(0, MAX_RECENT);
  const found =
    text.trim() === ''
      ? recent.map(({ id, title }) => ({ key: id, href: `/c/${id}`, title, note: '' }))
      : (search.data?.hits ?? []).slice(0, MAX_HITS).map((hit) => ({
          key: hit.conversationId,
          href: hrefOfHit(hit),
          title: hit.title,
          note: hit.messageId === null ? '' : hit.snippet,
        }));
  if (found.length === 0)
    return search.isFetching ? null : (
      <Command.Empty className="px-3 py-8 text-center text-sm text-muted">{t('nothing')}</Command.Empty>
    );
  return (
    <Command.Group heading={t(text.trim() === '' ? 'recent' : 'found')} className={GROUP_CLASS_NAME} forceMount>
      {found.map(({ key, href, title, note }) => (
        <Command.Item
          key={key}
          value={`conversation ${key}`}
          forceMount
          onSelect={() => go(href)}
          className={ITEM_CLASS_NAME}
        >
          <MessageSquare className={ICON} />
          <span className="min-w-0 flex-1">
            <span className="block truncate">{title}</span>
            {note === '' ? null : <span className="block truncate text-xs text-faint">{note}</span>}
          </span>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

export interface CommandPaletteProps {
  readonly isAdmin: boolean;
  readonly onArchive: () => void;
  readonly onClose: () => void;
}

/** Everything that can be done or opened from here, by a few letters. */
export function CommandPalette({ isAdmin, onArchive, onClose }: CommandPaletteProps) {
  const t = useTranslations('shell.palette');
  const list = useTranslations('shell.list');
  const account = useTranslations('shell.account');
  const common = useTranslations('common.language');
  const router = useRouter();
  const locale = useLocale();
  const switchLocale = useSwitchLocale();
  const signOut = useSignOut();
  const available = useAvailableShortcuts();
  const content = useRef<HTMLDivElement>(null);
  const returnFocus = useFocusReturn(true, content);
  const [text, setText] = useState('');
  const takeTyped = () => {
    const typed = endTypeAhead();
    if (typed !== '') setText(typed);
  };
  const run = (action: () => void) => {
    onClose();
    afterFocusReturn(action);
  };
  const go = (href: string) => run(() => router.push(href));
  const other = locale === 'zh' ? 'en' : 'zh';
  const places = usePlaces(isAdmin);
  return (
    <RadixDialog.Root open onOpenChange={onClose}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={OVERLAY_CLASS_NAME} />
        <RadixDialog.Content
          ref={content}
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="fixed top-[12dvh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 overflow-hidden rounded-md border border-line bg-raised shadow-float outline-none"
        >
          <RadixDialog.Title className="sr-only">{t('title')}</RadixDialog.Title>
          <Command label={t('title')} loop>
            <Command.Input
              value={text}
              onValueChange={setText}
              onFocus={takeTyped}
              placeholder={t('placeholder')}
              className="h-12 w-full border-b bg-transparent px-4 text-base outline-none placeholder:text-faint"
            />
            <Command.List label={t('title')} className="max-h-[min(60dvh,26rem)] overflow-y-auto p-1.5">
              <Command.Group heading={t('actions')} className={GROUP_CLASS_NAME}>
                {available.map((id) => (id === 'palette' ? null : <ShortcutCommand key={id} id={id} run={run} />))}
                <Command.Item
                  value={list('archiveLabel')}
                  keywords={t('archiveWords').split(' ')}
                  onSelect={() => run(onArchive)}
                  className={ITEM_CLASS_NAME}
                >
                  <Archive className={ICON} />
                  {list('archiveLabel')}
                </Command.Item>
                <Command.Item
                  value={`${common('label')} ${common(other)}`}
                  keywords={['language', '语言', 'yy', 'yuyan']}
                  onSelect={() => run(() => switchLocale(other))}
                  className={ITEM_CLASS_NAME}
                >
                  <Languages className={ICON} />
                  {t('switchTo', { language: common(other) })}
                </Command.Item>
                {places.map(({ href, name, icon, keywords }) => (
                  <Command.Item
                    key={href}
                    value={name}
                    keywords={[href, ...keywords]}
                    onSelect={() => go(href)}
                    className={ITEM_CLASS_NAME}
                  >
                    {icon}
                    {name}
                  </Command.Item>
                ))}
                <Command.Item
                  value={account('signOut')}
                  keywords={['sign out', 'logout', 'tcdl', 'tuichudenglu']}
                  onSelect={() => run(signOut)}
                  className={ITEM_CLASS_NAME}
                >
                  <LogOut className={ICON} />
                  {account('signOut')}
                </Command.Item>
              </Command.Group>
              <ConversationCommands text={text} go={go} />
            </Command.List>
          </Command>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
