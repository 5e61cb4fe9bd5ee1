'use client';
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import {
  draftKey,
  followDraft,
  joinDraft,
  readDraft,
  writeDraft,
  type ShownDraft,
} from '@/components/chat/composer/drafts';
import { personalKey, personalStorage } from '@/components/lib/browser-storage';

export interface Draft {
  readonly draft: string;
  readonly change: (text: string) => void;
  /** Inserts a returned text before the draft. */
  readonly bringBack: (text: string) => void;
  /** Removes and returns the text. */
  readonly take: () => string;
}

/**
 * The text of a composer. It is stored with every change, so that it is there after a reload, after signing in again
 * and in another tab.
 * @param draftOf the conversation; null: a new one
 */
export function useDraft(field: RefObject<HTMLTextAreaElement | null>, draftOf: string | null): Draft {
  const [draft, setDraft] = useState('');
  const shown = useRef<ShownDraft>({ text: '', isOwn: false });
  const show = useCallback((next: ShownDraft) => {
    shown.current = next;
    setDraft(next.text);
  }, []);
  const change = useCallback(
    (text: string) => {
      show({ text, isOwn: text !== '' });
      writeDraft(personalStorage, draftOf, text);
    },
    [show, draftOf],
  );
  const bringBack = useCallback(
    (text: string) => change(shown.current.text === '' ? text : `${text}\n\n${shown.current.text}`),
    [change],
  );
  const take = useCallback(() => {
    const { text } = shown.current;
    change('');
    return text;
  }, [change]);
  const previousOwner = useRef(draftOf);
  useEffect(() => {
    const written = field.current?.value ?? '';
    if (previousOwner.current !== draftOf) writeDraft(personalStorage, previousOwner.current, '');
    previousOwner.current = draftOf;
    // What was typed before hydration, or while a new conversation got its address, stands behind what was
    // stored.
    const joined = joinDraft(readDraft(personalStorage, draftOf), written);
    show({ text: joined, isOwn: written !== '' });
    if (written !== '') writeDraft(personalStorage, draftOf, joined);
    const onStorage = ({ key, newValue }: StorageEvent) => {
      if (key === personalKey(draftKey(draftOf))) show(followDraft(shown.current, newValue ?? ''));
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, [field, draftOf, show]);
  return { draft, change, bringBack, take };
}
