'use client';
import { Paperclip } from 'lucide-react';
import { useId, useRef } from 'react';
import { IconButton } from '@/components/ui/icon-button';

/** Chooses files; a phone offers its camera too. */
export function AttachButton({
  label,
  onFiles,
}: {
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
}) {
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <>
      <label htmlFor={id} className="sr-only">
        {label}
      </label>
      <input
        ref={input}
        id={id}
        type="file"
        multiple
        tabIndex={-1}
        className="sr-only"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      <IconButton
        label={label}
        icon={<Paperclip className="size-4" />}
        onClick={() => input.current?.click()}
        className="-ml-2"
      />
    </>
  );
}
