'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { FILES, requestDeleteFile } from '@/components/documents/file-requests';
import { newId } from '@/components/lib/new-id';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';
import { uploadFile } from '@/components/lib/upload-file';

export interface Upload {
  readonly key: string;
  readonly file: File;
  /** On the server, once it was announced. */
  readonly fileId: string | undefined;
  readonly received: number;
  /** Why it stopped; null while it goes on. */
  readonly error: unknown;
}

export interface Uploads {
  readonly uploads: readonly Upload[];
  readonly add: (files: readonly File[]) => void;
  readonly retry: (key: string) => void;
  readonly cancel: (key: string) => void;
}

/** Uploads of this page, one after another; leaving the page ends them, what arrived stays for a day. */
export function useUploads(): Uploads {
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const controllers = useRef(new Map<string, AbortController>());
  const queue = useRef(Promise.resolve());

  const change = useCallback((key: string, changed: Partial<Upload>): void => {
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...changed } : upload)));
  }, []);
  const forget = useCallback((key: string): void => {
    controllers.current.delete(key);
    setUploads((all) => all.filter((upload) => upload.key !== key));
  }, []);

  const send = useCallback(
    ({ key, file, fileId }: Pick<Upload, 'key' | 'file' | 'fileId'>): void => {
      const controller = new AbortController();
      controllers.current.set(key, controller);
      const { signal } = controller;
      queue.current = queue.current.then(async () => {
        if (signal.aborted) return;
        try {
          await uploadFile(file, { fileId, signal, onProgress: (progress) => change(key, progress) });
          await queryClient.invalidateQueries({ queryKey: FILES });
          forget(key);
        } catch (error) {
          // Not of one that was cancelled.
          if (controllers.current.get(key) === controller) change(key, { error });
        }
      });
    },
    [change, forget, queryClient],
  );

  useEffect(() => {
    const all = controllers.current;
    return () => {
      for (const controller of all.values()) controller.abort();
    };
  }, []);

  return {
    uploads,
    add: (files) => {
      const added = files.map((file) => ({ key: newId(), file, fileId: undefined, received: 0, error: null }));
      setUploads((all) => [...all, ...added]);
      for (const upload of added) send(upload);
    },
    retry: (key) => {
      const upload = uploads.find((one) => one.key === key);
      if (upload === undefined) return;
      change(key, { error: null });
      send(upload);
    },
    cancel: (key) => {
      const upload = uploads.find((one) => one.key === key);
      controllers.current.get(key)?.abort();
      forget(key);
      if (upload?.fileId !== undefined)
        void requestDeleteFile(upload.fileId)
          .catch((error: unknown) => showToast({ text: errorText(error), tone: 'danger' }))
          .then(() => queryClient.invalidateQueries({ queryKey: FILES }));
    },
  };
}
