'use client';
import { useCallback, useState } from 'react';
import { useLookUp, type LookUp } from '@/components/chat/tool-panel/use-look-up';
import type { DraftKeeper, FormDraft } from '@/components/calls/schema-form';
import type { JsonObject, UsableTool } from '@/lib/tools/contracts';

/** A tool that is to be opened from outside of the panel, with these arguments. */
export interface WantedTool {
  readonly toolId: string;
  readonly initial: JsonObject;
}

export interface ChosenTool {
  readonly toolId: string;
  /** Arguments to begin with: those of a call that is tried again. */
  readonly initial: JsonObject | null;
  /** Grows with every opening. */
  readonly visit: number;
}

export interface ToolWork {
  /** Null: the list is shown. */
  readonly chosen: ChosenTool | null;
  /** The one that was open last. */
  readonly lastId: string | null;
  /** Without arguments a tool is opened as it was left. */
  readonly open: (toolId: string, initial: JsonObject | null) => void;
  readonly back: () => void;
  readonly draftOf: (tool: UsableTool) => DraftKeeper;
  readonly lookUp: LookUp;
}

/**
 * What is being done with the tools: which one is open, what was typed into each and what came of it. It outlives the
 * panel, which is another one beside the conversation than over it, and is away while the tools are closed.
 */
export function useToolWork(conversationId: string | null, isShown: boolean): ToolWork {
  const [chosen, setChosen] = useState<ChosenTool | null>(null);
  const [lastId, setLastId] = useState<string | null>(null);
  // No state: what is typed renders its own form alone.
  const [drafts] = useState(() => new Map<string, FormDraft>());
  const lookUp = useLookUp(isShown ? (chosen?.toolId ?? null) : null, conversationId);
  const { forget } = lookUp;
  const open = useCallback(
    (toolId: string, initial: JsonObject | null) => {
      if (initial !== null) {
        for (const key of drafts.keys()) if (key.startsWith(toolId)) drafts.delete(key);
        forget(toolId);
      }
      setChosen((before) => ({ toolId, initial, visit: (before?.visit ?? 0) + 1 }));
      setLastId(toolId);
    },
    [drafts, forget],
  );
  const draftOf = ({ id, inputSchema }: UsableTool): DraftKeeper => {
    // A form of another schema has other fields.
    const key = `${id} ${JSON.stringify(inputSchema)}`;
    return { read: () => drafts.get(key) ?? null, keep: (draft) => void drafts.set(key, draft) };
  };
  return { chosen, lastId, open, back: () => setChosen(null), draftOf, lookUp };
}
