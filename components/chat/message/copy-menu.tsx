'use client';
import { FileCode, FileText } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { copyText } from '@/components/lib/copy-text';
import { AnchoredMenu } from '@/components/ui/anchored-menu';
import { MenuItem } from '@/components/ui/menu';
import type { MenuAnchor } from '@/components/ui/menu-anchor';
import { showToast } from '@/components/ui/toast';

export interface CopyMenuProps {
  readonly anchor: MenuAnchor;
  readonly readMarkdown: () => string;
  readonly readPlainText: () => string;
  readonly onClose: () => void;
}

export function CopyMenu({ anchor, readMarkdown, readPlainText, onClose }: CopyMenuProps) {
  const t = useTranslations('chat.answer');
  const common = useTranslations('common');
  const copy = async (text: string) => {
    const isCopied = await copyText(text);
    showToast({ text: common(isCopied ? 'copied' : 'copyFailed'), tone: isCopied ? 'neutral' : 'danger', key: 'copy' });
  };
  return (
    <AnchoredMenu anchor={anchor} label={t('copyAs')} onClose={onClose}>
      <MenuItem icon={<FileCode className="size-4" />} onSelect={() => void copy(readMarkdown())}>
        {t('copyMarkdown')}
      </MenuItem>
      <MenuItem icon={<FileText className="size-4" />} onSelect={() => void copy(readPlainText())}>
        {t('copyPlain')}
      </MenuItem>
    </AnchoredMenu>
  );
}
