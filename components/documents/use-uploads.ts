'use client';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { FILES } from '@/components/documents/file-requests';
import { UploadQueue } from '@/components/lib/upload-queue';
import { useErrorText } from '@/components/lib/use-error-text';
import { showToast } from '@/components/ui/toast';

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

/** Uploads of this page; leaving it ends them. */
export function useUploads(): Uploads {
  const queryClient = useQueryClient();
  const errorText = useErrorText();
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  const change = (key: string, changed: Partial<Upload>): void =>
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...changed } : upload)));
  const forget = (key: string): void => setUploads((all) => all.filter((upload) => upload.key !== key));
  const [queue] = useState(
    () =>
      new UploadQueue({
        onProgress: change,
        onStored: async (key) => {
          await queryClient.invalidateQueries({ queryKey: FILES });
          forget(key);
        },
        onFailed: (key, error) => change(key, { error }),
      }),
  );
  useEffect(() => () => queue.end(), [queue]);

  return {
    uploads,
    add: (files) => {
      const added = files.map((file) => ({ key: queue.add(file), file, fileId: undefined, received: 0, error: null }));
      setUploads((all) => [...all, ...added]);
    },
    retry: (key) => {
      change(key, { error: null });
      queue.retry(key);
    },
    cancel: (key) => {
      forget(key);
      void queue
        .cancel(key)
        .catch((error: unknown) => showToast({ text: errorText(error), tone: 'danger' }))
        .then(() => queryClient.invalidateQueries({ queryKey: FILES }));
    },
  };
}
