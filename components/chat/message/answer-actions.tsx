'use client';
import { Info, RotateCcw } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CopyMenuButton } from '@/components/chat/message/copy-menu-button';
import type { ChatActions } from '@/components/chat/message/chat-actions';
import { useMessageDetails } from '@/components/chat/message/message-details';
import { VersionSwitcher } from '@/components/chat/message/version-switcher';
import type { VersionPlace } from '@/components/chat/tree/message-tree';
import type { CopiedContent } from '@/components/ui/copied-content';
import { IconButton } from '@/components/ui/icon-button';
import { anchorAt, type MenuAnchor } from '@/components/ui/menu-anchor';
import type { MessageDto } from '@/lib/conversations/contracts';

const RegenerateMenu = dynamic(
  () => import('@/components/chat/message/regenerate-menu').then((module) => module.RegenerateMenu),
  { ssr: false },
);

export interface AnswerActionsProps {
  readonly message: MessageDto;
  readonly place: VersionPlace | null;
  readonly actions: ChatActions;
  /** The rendered text, for copying it without marks. */
  readonly readContent: () => CopiedContent;
}

/** The actions for a finished answer, and its details. */
export function AnswerActions({ message, place, actions, readContent }: AnswerActionsProps) {
  const t = useTranslations('chat.answer');
  const [menu, setMenu] = useState<MenuAnchor | null>(null);
  const [showsDetails, setShowsDetails] = useState(false);
  const details = useMessageDetails(message.origin, message.createdAt);
  const markdown = () => message.parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
  return (
    <div className="mt-2 text-xs text-muted">
      <div className="-ml-1.5 flex flex-wrap items-center gap-0.5">
        {place === null ? null : <VersionSwitcher place={place} onShow={actions.showVersion} />}
        <CopyMenuButton readMarkdown={markdown} readContent={readContent} />
        <IconButton
          size="sm"
          label={t('regenerate')}
          icon={<RotateCcw className="size-4" />}
          aria-haspopup="menu"
          aria-expanded={menu !== null}
          onClick={(event) => setMenu(anchorAt(event.currentTarget))}
        />
        <IconButton
          size="sm"
          label={showsDetails ? t('hideDetails') : details}
          icon={<Info className="size-4" />}
          aria-expanded={showsDetails}
          onClick={() => setShowsDetails(!showsDetails)}
        />
        {message.origin?.isExternal === true ? (
          <span className="ml-1.5 rounded-xs bg-danger-soft px-1.5 py-px text-danger">{t('external')}</span>
        ) : null}
        {message.origin?.isDemo === true ? (
          <span className="ml-1.5 rounded-xs bg-hover px-1.5 py-px">{t('demo')}</span>
        ) : null}
      </div>
      {showsDetails ? <p className="mt-1 tabular">{details}</p> : null}
      {menu === null ? null : (
        <RegenerateMenu
          anchor={menu}
          mode={message.origin?.mode ?? null}
          onChoose={(mode) => void actions.regenerate(message.id, mode)}
          onClose={() => setMenu(null)}
        />
      )}
    </div>
  );
}
