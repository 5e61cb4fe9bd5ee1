'use client';
import { FileCode, FileText } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import type { CopiedContent } from '@/components/ui/copied-content';
import { useCopy } from '@/components/ui/use-copy';
import { AnchoredMenu } from '@/components/ui/anchored-menu';
import { MenuItem } from '@/components/ui/menu';
import type { MenuAnchor } from '@/components/ui/menu-anchor';

export interface CopyMenuProps {
  readonly anchor: MenuAnchor;
  readonly readMarkdown: () => string;
  readonly readContent: () => CopiedContent;
  readonly onClose: () => void;
}

export function CopyMenu({ anchor, readMarkdown, readContent, onClose }: CopyMenuProps) {
  const t = useTranslations('chat.answer');
  const copy = useCopy();
  return (
    <AnchoredMenu anchor={anchor} label={t('copyAs')} onClose={onClose}>
      <MenuItem icon={<FileCode className="size-4" />} onSelect={() => void copy(readMarkdown())}>
        {t('copyMarkdown')}
      </MenuItem>
      <MenuItem icon={<FileText className="size-4" />} onSelect={() => void copy(readContent().text)}>
        {t('copyPlain')}
      </MenuItem>
    </AnchoredMenu>
  );
}
