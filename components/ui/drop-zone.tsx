'use client';
import { Upload } from 'lucide-react';
import { useEffect, useState } from 'react';

/** Takes files that are dropped anywhere on the page, and shows that it would while they are over it. */
export function DropZone({ label, onFiles }: { readonly label: string; readonly onFiles: (files: File[]) => void }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') === true;
    const over = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    window.addEventListener('dragenter', over, { signal });
    window.addEventListener('dragover', over, { signal });
    window.addEventListener(
      'dragleave',
      (event) => {
        // Out of the window, not onto another element.
        if (event.relatedTarget === null) setOver(false);
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      },
      { signal },
    );
    return () => controller.abort();
  }, [onFiles]);
  if (!isOver) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-40 grid place-items-center bg-overlay p-6">
      <p className="flex items-center gap-2 rounded-md border-2 border-dashed border-accent bg-raised px-6 py-5 font-medium shadow-float">
        <Upload aria-hidden className="size-5 text-accent" />
        {label}
      </p>
    </div>
  );
}
