'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { announce } from '@/components/lib/announce';
import { copyText } from '@/components/lib/copy-text';
import { IconButton } from '@/components/ui/icon-button';
import { showToast } from '@/components/ui/toast';

const TICK_SHOWS_MS = 2_000;

export interface CopyButtonProps {
  /** What is copied; a function where it costs something to make. */
  readonly text: string | (() => string);
  readonly label: string;
}

/** Copies, and says honestly whether it worked: a tick only when the browser took the text. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const t = useTranslations('common');
  const [isCopied, setIsCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    if (!(await copyText(typeof text === 'string' ? text : text()))) {
      showToast({ text: t('copyFailed'), tone: 'danger', key: 'copy' });
      return;
    }
    setIsCopied(true);
    announce(t('copied'));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIsCopied(false), TICK_SHOWS_MS);
  };
  return (
    <IconButton
      size="sm"
      label={isCopied ? t('copied') : label}
      icon={isCopied ? <Check className="size-4" /> : <Copy className="size-4" />}
      onClick={() => void copy()}
    />
  );
}
