'use client';
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl/react';
import { readAttachedIds } from '@/components/chat/attachments/attached-ids';
import type { Attachment } from '@/components/chat/attachments/attachment';
import type { AttachmentStore } from '@/components/chat/attachments/attachment-store';
import { personalStorage } from '@/components/lib/browser-storage';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';
import { MAX_QUESTION_FILES } from '@/lib/conversations/constants';
import type { FilePart } from '@/lib/conversations/contracts';

const NONE: readonly Attachment[] = [];
const readNone = (): readonly Attachment[] => NONE;
const subscribeToNone = (): (() => void) => () => undefined;

export interface Attachments {
  readonly attachments: readonly Attachment[];
  /** There are files that are not among the attachments yet. */
  readonly isOpening: boolean;
  readonly add: (files: readonly File[]) => void;
  readonly restore: (ids: readonly string[]) => void;
  readonly retry: (key: string) => void;
  readonly remove: (key: string) => void;
  readonly take: () => FilePart[];
}

/**
 * The files of a composer. Everything behind them is fetched with the first file, so that a page without files does
 * without.
 * @param draftOf the conversation; null: a new one
 */
export function useAttachments(draftOf: string | null): Attachments {
  const t = useTranslations('chat.attachments');
  const errorText = useErrorText();
  const [store, setStore] = useState<AttachmentStore | null>(null);
  const opening = useRef<Promise<AttachmentStore> | null>(null);
  const owner = useRef(draftOf);

  const open = useCallback((): Promise<AttachmentStore> => {
    opening.current ??= import('@/components/chat/attachments/attachment-store').then((module) => {
      const opened = new module.AttachmentStore(personalStorage, owner.current);
      setStore(opened);
      return opened;
    });
    return opening.current;
  }, []);
  const [openings, setOpenings] = useState(0);
  const withStore = useCallback(
    (work: (store: AttachmentStore) => void) => {
      setOpenings((count) => count + 1);
      open()
        .then(work, () => {
          opening.current = null;
          showToast({ key: 'part-unavailable', text: errorText('part-not-loaded'), tone: 'danger' });
        })
        .finally(() => setOpenings((count) => count - 1));
    },
    [open, errorText],
  );

  useEffect(() => {
    owner.current = draftOf;
    if (opening.current !== null) withStore((opened) => opened.moveTo(draftOf));
    else if (readAttachedIds(personalStorage, draftOf).length > 0) withStore(() => undefined);
  }, [draftOf, withStore]);
  useEffect(() => () => store?.end(), [store]);

  const attachments = useSyncExternalStore(store?.subscribe ?? subscribeToNone, store?.read ?? readNone, readNone);
  return {
    attachments,
    isOpening: openings > 0,
    add: (files) => {
      if (files.length === 0) return;
      withStore((opened) => {
        if (opened.add(files) > 0) showToast({ text: t('tooMany', { count: MAX_QUESTION_FILES }), tone: 'danger' });
      });
    },
    restore: useCallback(
      (ids: readonly string[]) => {
        if (ids.length > 0) withStore((opened) => opened.restore(ids));
      },
      [withStore],
    ),
    retry: (key) => store?.retry(key),
    remove: (key) => store?.remove(key),
    take: useCallback(() => store?.take() ?? [], [store]),
  };
}
