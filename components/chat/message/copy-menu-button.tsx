'use client';
import { ChevronDown } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CopyButton } from '@/components/ui/copy-button';
import type { CopiedContent } from '@/components/ui/copied-content';
import { IconButton } from '@/components/ui/icon-button';
import { anchorAt, type MenuAnchor } from '@/components/ui/menu-anchor';

const CopyMenu = dynamic(() => import('@/components/chat/message/copy-menu').then((module) => module.CopyMenu), {
  ssr: false,
});

export interface CopyMenuButtonProps {
  readonly readMarkdown: () => string;
  readonly readContent: () => CopiedContent;
}

/**
 * Copies a rendered answer with one press: as plain text, and with its structure for programs that accept it. The menu
 * offers its Markdown, or the text only.
 */
export function CopyMenuButton({ readMarkdown, readContent }: CopyMenuButtonProps) {
  const t = useTranslations('chat.answer');
  const [menu, setMenu] = useState<MenuAnchor | null>(null);
  return (
    <span className="inline-flex items-center">
      <CopyButton text={readContent} label={t('copy')} />
      <IconButton
        size="sm"
        label={t('copyAs')}
        icon={<ChevronDown className="size-3" />}
        className="w-6"
        aria-haspopup="menu"
        aria-expanded={menu !== null}
        onClick={(event) => setMenu(anchorAt(event.currentTarget))}
      />
      {menu === null ? null : (
        <CopyMenu anchor={menu} readMarkdown={readMarkdown} readContent={readContent} onClose={() => setMenu(null)} />
      )}
    </span>
  );
}
