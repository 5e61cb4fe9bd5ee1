import { useMemo } from 'react';
import { useLocale } from 'use-intl/react';
import type { ToolCallDto } from '@/lib/tools/contracts';
import { ownArgumentNames, ownSchema, ownWords } from '@/lib/tools/own-words-contracts';

/** A call with the words of Yika's own tools in the reader's language. */
export function useShownCall<Call extends ToolCallDto>(call: Call): Call {
  const locale = useLocale();
  return useMemo(() => {
    const { toolName, toolTitle, argumentNames, approval } = call;
    const schema = approval?.inputSchema ?? null;
    return {
      ...call, toolTitle: ownWords(toolName, toolTitle, locale), argumentNames: ownArgumentNames(toolName, argumentNames, locale),
      ...(approval === null || schema === null ? {} : { approval: { ...approval, inputSchema: ownSchema(toolName, schema, locale) } }),
    };
  }, [call, locale]);
}
