'use client';
import { MessageSquarePlus, PenLine, RotateCcw } from 'lucide-react';
import { useTranslations } from 'use-intl/react';
import { CopyButton } from '@/components/ui/copy-button';
import { useCallErrorText } from '@/components/calls/call/use-call-error-text';
import { useShownCall } from '@/components/calls/call/use-shown-call';
import { cleanText } from '@/components/chat/tool-panel/clean-text';
import { fencedText } from '@/components/chat/tool-panel/fenced-text';
import { plainText } from '@/components/calls/result/result-shape';
import { useYesNo } from '@/components/calls/result/use-yes-no';
import { visibleText } from '@/components/calls/result/visible-text';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';

export interface CallActionsProps {
  readonly call: ToolCallDto;
  /** Puts a text into the composer. */
  readonly onWrite?: ((text: string) => void) | undefined;
  /** Asks with the result, so that the model uses it. */
  readonly onAsk?: ((text: string) => void) | undefined;
  readonly onRetry?: (() => void) | undefined;
}

/**
 * What can be done with a call that has ended. Of one that came to nothing is copied what was asked for and why there
 * is no result.
 */
export function CallActions({ call, onWrite, onAsk, onRetry }: CallActionsProps) {
  const t = useTranslations('tools.panel');
  const yesNo = useYesNo();
  const { result } = call;
  const { toolTitle } = useShownCall(call);
  const problem = useCallErrorText(call);
  const text = result === null ? null : cleanText(result, yesNo);
  const given = visibleText(call.arguments === null ? call.argumentsText : plainText(call.arguments, yesNo));
  const copied =
    (result === null ? null : cleanText(result, yesNo, { isContentOnly: true })) ??
    (problem === null ? null : [toolTitle, given, problem].filter(Boolean).join('\n'));
  const askText = (found: NonNullable<ToolCallDto['result']>) => {
    const asked = t('askWith', { tool: toolTitle, result: fencedText(cleanText(found, yesNo)) });
    return found.isWhole ? asked : `${asked}\n\n${t('askCut', { shown: found.text.length, count: found.chars })}`;
  };
  return (
    <>
      {copied === null ? null : <CopyButton text={copied} label={t('copy')} />}
      {onRetry === undefined ? null : (
        <IconButton size="sm" label={t('retry')} icon={<RotateCcw className="size-4" />} onClick={onRetry} />
      )}
      {text === null || onWrite === undefined ? null : (
        <Button
          variant="ghost"
          size="sm"
          icon={<PenLine aria-hidden className="size-4" />}
          onClick={() => onWrite(text)}
        >
          {t('write')}
        </Button>
      )}
      {result === null || onAsk === undefined ? null : (
        <Button
          size="sm"
          icon={<MessageSquarePlus aria-hidden className="size-4" />}
          onClick={() => onAsk(askText(result))}
        >
          {t('ask')}
        </Button>
      )}
    </>
  );
}
