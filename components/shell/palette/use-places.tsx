'use client';
import {
  ChartNoAxesCombined,
  Bell,
  Bot,
  CircleUser,
  FileInput,
  FileText,
  Gauge,
  Inbox,
  KeyRound,
  KeySquare,
  Layers,
  Plug,
  Plus,
  ScrollText,
  ShieldCheck,
  Users,
  UsersRound,
  Wrench,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { ADMIN_PLACES } from '@/components/shell/admin/admin-places';

export interface Place {
  readonly href: string;
  readonly name: string;
  readonly icon: ReactNode;
  /** Further words that find it, in both languages. */
  readonly keywords: readonly string[];
}

const ICON = 'size-4 text-muted';

const ADMIN_ICONS: Record<(typeof ADMIN_PLACES)[number], ReactNode> = {
  people: <Users className={ICON} />,
  groups: <UsersRound className={ICON} />,
  tools: <Wrench className={ICON} />,
  grants: <ShieldCheck className={ICON} />,
  secrets: <KeyRound className={ICON} />,
  keys: <KeySquare className={ICON} />,
  audit: <ScrollText className={ICON} />,
  engine: <Gauge className={ICON} />,
};

/** Every page that this person may open, for the command palette. */
export function usePlaces(isAdmin: boolean): readonly Place[] {
  const t = useTranslations('shell.places');
  const keywords = (words: string): string[] => words.split(' ');
  const personal: Place[] = [
    { href: '/', name: t('chat.name'), icon: <Bot className={ICON} />, keywords: keywords(t('chat.words')) },
    {
      href: '/settings',
      name: t('settings.name'),
      icon: <CircleUser className={ICON} />,
      keywords: keywords(t('settings.words')),
    },
    {
      href: '/settings#notifications',
      name: t('notifications.name'),
      icon: <Bell className={ICON} />,
      keywords: keywords(t('notifications.words')),
    },
    {
      href: '/approvals',
      name: t('approvals.name'),
      icon: <Inbox className={ICON} />,
      keywords: keywords(t('approvals.words')),
    },
    {
      href: '/files',
      name: t('files.name'),
      icon: <FileText className={ICON} />,
      keywords: keywords(t('files.words')),
    },
    {
      href: '/reports',
      name: t('reports.name'),
      icon: <ChartNoAxesCombined className={ICON} />,
      keywords: keywords(t('reports.words')),
    },
    {
      href: '/keys',
      name: t('ownKeys.name'),
      icon: <KeySquare className={ICON} />,
      keywords: keywords(t('ownKeys.words')),
    },
  ];
  const admin = ADMIN_PLACES.map(
    (place): Place => ({
      href: `/admin/${place}`,
      name: t(`${place}.name`),
      icon: ADMIN_ICONS[place],
      keywords: keywords(t(`${place}.words`)),
    }),
  );
  const toolPages: Place[] = [
    {
      href: '/admin/tools/new',
      name: t('newTool.name'),
      icon: <Plus className={ICON} />,
      keywords: keywords(t('newTool.words')),
    },
    {
      href: '/admin/tools/import/openapi',
      name: t('openapi.name'),
      icon: <FileInput className={ICON} />,
      keywords: keywords(t('openapi.words')),
    },
    {
      href: '/admin/tools/import/mcp',
      name: t('mcp.name'),
      icon: <Plug className={ICON} />,
      keywords: keywords(t('mcp.words')),
    },
    {
      href: '/admin/tools/sources',
      name: t('sources.name'),
      icon: <Layers className={ICON} />,
      keywords: keywords(t('sources.words')),
    },
  ];
  return isAdmin ? [...personal, ...admin, ...toolPages] : personal;
}
