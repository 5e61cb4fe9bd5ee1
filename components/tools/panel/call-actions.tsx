'use client';
import { MessageSquarePlus, PenLine, RotateCcw } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { CopyButton } from '@/components/ui/copy-button';
import { useShownCall } from '@/components/tools/call/use-shown-call';
import { cleanText } from '@/components/tools/panel/clean-text';
import { fencedText } from '@/components/tools/panel/fenced-text';
import { useYesNo } from '@/components/tools/result/use-yes-no';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import type { ToolCallDto } from '@/lib/tools/contracts';

export interface CallActionsProps {
  readonly call: ToolCallDto;
  /** Puts a text into the composer. */
  readonly onWrite: (text: string) => void;
  /** Asks with the result, so that the model uses it. */
  readonly onAsk: (text: string) => void;
  readonly onRetry?: (() => void) | undefined;
}

/** What can be done with a call that has ended. */
export function CallActions({ call, onWrite, onAsk, onRetry }: CallActionsProps) {
  const t = useTranslations('tools.panel');
  const yesNo = useYesNo();
  const { result } = call;
  const { toolTitle } = useShownCall(call);
  const text = result === null ? null : cleanText(result, yesNo);
  const ask = (found: NonNullable<ToolCallDto['result']>) => {
    const asked = t('askWith', { tool: toolTitle, result: fencedText(cleanText(found, yesNo)) });
    onAsk(found.isWhole ? asked : `${asked}\n\n${t('askCut', { shown: found.text.length, count: found.chars })}`);
  };
  return (
    <>
      {text === null ? null : <CopyButton text={text} label={t('copy')} />}
      {onRetry === undefined ? null : (
        <IconButton size="sm" label={t('retry')} icon={<RotateCcw className="size-4" />} onClick={onRetry} />
      )}
      {text === null || result === null ? null : (
        <>
          <Button variant="ghost" size="sm" icon={<PenLine aria-hidden className="size-4" />} onClick={() => onWrite(text)}>
            {t('write')}
          </Button>
          <Button size="sm" icon={<MessageSquarePlus aria-hidden className="size-4" />} onClick={() => ask(result)}>
            {t('ask')}
          </Button>
        </>
      )}
    </>
  );
}
