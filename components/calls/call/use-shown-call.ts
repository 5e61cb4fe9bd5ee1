import { useMemo } from 'react';
import { useLocale } from 'use-intl/react';
import { visibleText } from '@/components/calls/result/visible-text';
import type { ToolCallDto } from '@/lib/tool-calls/contracts';
import {
  translateArgumentNames,
  translateBuiltinSchema,
  translateBuiltinText,
} from '@/lib/tools/builtin-text-contracts';

/**
 * A call with the words of Yika's own tools in the reader's language; nothing hides in its title, which may be a
 * server's.
 */
export function useShownCall<Call extends ToolCallDto>(call: Call): Call {
  const locale = useLocale();
  return useMemo(() => {
    const { toolName, toolTitle, argumentNames, approval } = call;
    const schema = approval?.inputSchema ?? null;
    return {
      ...call,
      toolTitle: visibleText(translateBuiltinText(toolName, toolTitle, locale)),
      argumentNames: translateArgumentNames(toolName, argumentNames, locale),
      ...(approval === null || schema === null
        ? {}
        : { approval: { ...approval, inputSchema: translateBuiltinSchema(toolName, schema, locale) } }),
    };
  }, [call, locale]);
}
