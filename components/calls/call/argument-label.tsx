import { argumentNameText } from '@/components/calls/call/argument-name-text';
import { visibleText } from '@/components/calls/result/visible-text';

export interface ArgumentLabelProps {
  readonly title: string;
  /** What the system calls it. */
  readonly name: string;
}

/** What an argument is called; its own name beside a title, because a title alone could say anything. */
export function ArgumentLabel({ title, name }: ArgumentLabelProps) {
  if (title === name) return argumentNameText(name);
  return (
    <>
      {visibleText(title)} <code className="text-xs text-faint">{argumentNameText(name)}</code>
    </>
  );
}
