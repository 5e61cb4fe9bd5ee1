import { CircleAlert } from 'lucide-react';
import type { FormProblem as Problem } from '@/components/lib/use-form-problem';
import { Notice } from '@/components/ui/notice';

/** Over a form: what the server said of all of it. What it said of one field stands there. */
export function FormProblem({ problem }: { readonly problem: Pick<Problem, 'text'> }) {
  if (problem.text === undefined) return null;
  return (
    <Notice tone="danger" role="alert" icon={<CircleAlert aria-hidden />}>
      {problem.text}
    </Notice>
  );
}
