'use client';
import { zodResolver } from '@hookform/resolvers/zod';
import { useEffect, useState } from 'react';
import { useForm } from 'react-hook-form';
import { withoutCredentials } from '@/components/admin/shared/kept-values';
import type { ToolFormHandle } from '@/components/admin/tools/form/tool-form-handle';
import {
  mergeToolForm,
  startToolForm,
  toolFormSchema,
  type ToolFormInput,
  type ToolFormOutput,
} from '@/components/admin/tools/form/tool-form-schema';
import { useKeptFields, type KeptForm } from '@/components/admin/shared/use-kept-form';
import type { AdminTool } from '@/lib/tools/catalogue-contracts';

export interface StartedToolForm {
  readonly form: ToolFormHandle;
  /** The tool that the form began with; only later edits are sent. Null: a new one. */
  readonly began: AdminTool | null;
  /** How often the form was reset: parts with a draft of their own start again with it. */
  readonly round: number;
  /** Somebody else changed the tool, and the form has unsaved changes: choose one of the two functions below. */
  readonly isOutdated: boolean;
  readonly seeNewest: () => void;
  /** Keeps the edits, and updates all other fields. */
  readonly keepWriting: () => void;
  /** Continues from what was saved; edits made since it was sent stay. */
  readonly kept: KeptForm;
  readonly goOnFrom: (saved: AdminTool, sent: ToolFormInput) => void;
}

/**
 * The form of a tool. The tool is read again periodically; the form is reset to it only when no edits would be lost.
 * @param tool as last read; null: a new one
 */
export function useToolForm(tool: AdminTool | null): StartedToolForm {
  const [{ began, round }, setStart] = useState({ began: tool, round: 0 });
  const form = useForm<ToolFormInput, unknown, ToolFormOutput>({
    resolver: zodResolver(toolFormSchema),
    defaultValues: startToolForm(tool),
  });
  const {
    reset,
    getValues,
    formState: { isDirty },
  } = form;
  const kept = useKeptFields(form, `tool:${tool?.id ?? 'new'}`, {
    // Unfinished rows belong to the list only.
    withoutSecrets: ({ unfinishedRows: _, ...written }) => ({
      ...written,
      ...('query' in written ? { query: withoutCredentials(getValues('query')) } : {}),
      ...('headers' in written ? { headers: withoutCredentials(getValues('headers')) } : {}),
    }),
    onRestored: () => setStart((start) => ({ ...start, round: start.round + 1 })),
  });
  // A response that was requested before a save arrives after it: it is older.
  const newest =
    tool !== null && began !== null && tool.updatedAt > began.updatedAt && tool.settingsHash !== began.settingsHash
      ? tool
      : null;
  const beginAnew = (next: AdminTool) => {
    reset(startToolForm(next));
    setStart({ began: next, round: round + 1 });
  };
  /**
   * Rebases the edits made since `before` on another version.
   * @returns whether the list of arguments has its edits
   */
  const rebase = (before: ToolFormInput, next: AdminTool): boolean => {
    const written = getValues();
    const merged = mergeToolForm(before, written, startToolForm(next));
    reset(startToolForm(next));
    reset(merged, { keepDefaultValues: true });
    return merged.inputSchema === written.inputSchema;
  };
  useEffect(() => {
    if (newest !== null && !isDirty) beginAnew(newest);
  });
  return {
    form,
    began,
    round,
    kept,
    isOutdated: newest !== null && isDirty,
    seeNewest: () => {
      if (newest !== null) beginAnew(newest);
    },
    keepWriting: () => {
      if (newest === null) return;
      const keepsList = rebase(startToolForm(began), newest);
      setStart({ began: newest, round: keepsList ? round : round + 1 });
    },
    goOnFrom: (saved, sent) => {
      rebase(sent, saved);
      setStart({ began: saved, round });
    },
  };
}
