'use client';
import { CircleAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { FormProblem as Problem } from '@/components/lib/use-form-problem';
import { Notice } from '@/components/ui/notice';

/**
 * Above a form: the server's error about the whole form, scrolled into view in a long form. An error about one field is
 * shown at the field.
 */
export function FormProblem({ problem: { text } }: { readonly problem: Pick<Problem, 'text'> }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (text !== undefined) place.current?.scrollIntoView({ block: 'nearest' });
  }, [text]);
  if (text === undefined) return null;
  return (
    <div ref={place} className="scroll-mt-4">
      <Notice tone="danger" role="alert" icon={<CircleAlert aria-hidden />}>
        {text}
      </Notice>
    </div>
  );
}
