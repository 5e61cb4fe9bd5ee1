'use client';
import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import type { CopiedContent } from '@/components/ui/copied-content';
import { useCopy } from '@/components/ui/use-copy';
import { IconButton } from '@/components/ui/icon-button';

const TICK_SHOWS_MS = 2_000;

export interface CopyButtonProps {
  /** What is copied; a function where it costs something to make. */
  readonly text: string | (() => string | CopiedContent);
  readonly label: string;
}

/** Copies, and says honestly whether it worked: a tick only when the browser took the text. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const t = useTranslations('common');
  const [isCopied, setIsCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = useCopy({ hasTick: true });
  const press = async () => {
    if (!(await copy(typeof text === 'string' ? text : text()))) return;
    setIsCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIsCopied(false), TICK_SHOWS_MS);
  };
  return (
    <IconButton
      size="sm"
      label={isCopied ? t('copied') : label}
      icon={isCopied ? <Check className="size-4" /> : <Copy className="size-4" />}
      onClick={() => void press()}
    />
  );
}
