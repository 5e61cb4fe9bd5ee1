'use client';
import { useId, useRef, type ReactNode } from 'react';

export interface FilePickerProps {
  /** What is chosen, for who cannot see the button. */
  readonly label: string;
  readonly onFiles: (files: readonly File[]) => void;
  /** The button; `choose` opens the browser's own choice, on a phone with its camera. */
  readonly children: (choose: () => void) => ReactNode;
}

/** A button that chooses files. The same file can be chosen again. */
export function FilePicker({ label, onFiles, children }: FilePickerProps) {
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
      {children(() => input.current?.click())}
    </>
  );
}
