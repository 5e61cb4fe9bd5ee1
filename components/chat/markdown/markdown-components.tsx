'use client';
import type { ComponentProps, ReactNode } from 'react';
import type { Components, ExtraProps } from 'streamdown';
import { CodeFence } from '@/components/chat/markdown/code-fence';
import { MarkdownHeading } from '@/components/chat/markdown/markdown-heading';
import { MarkdownLink } from '@/components/chat/markdown/markdown-link';
import { MarkdownImage } from '@/components/chat/markdown/markdown-image';
import { MarkdownTable } from '@/components/chat/markdown/markdown-table';
import { textOf } from '@/components/chat/markdown/text-of';

interface Block extends ExtraProps {
  readonly children?: ReactNode;
}

const h1 = ({ children }: Block) => <MarkdownHeading level={1}>{children}</MarkdownHeading>;
const h2 = ({ children }: Block) => <MarkdownHeading level={2}>{children}</MarkdownHeading>;
const h3 = ({ children }: Block) => <MarkdownHeading level={3}>{children}</MarkdownHeading>;
const h4 = ({ children }: Block) => <MarkdownHeading level={4}>{children}</MarkdownHeading>;

const p = ({ children }: Block) => <p>{children}</p>;
const ul = ({ children, className }: ComponentProps<'ul'> & ExtraProps) => <ul className={className}>{children}</ul>;
const ol = ({ children, start, className }: ComponentProps<'ol'> & ExtraProps) => (
  <ol start={start} className={className}>
    {children}
  </ol>
);
const li = ({ children, className, id, value }: ComponentProps<'li'> & ExtraProps) => (
  <li id={id} value={value} className={className}>
    {children}
  </li>
);
const blockquote = ({ children }: Block) => <blockquote>{children}</blockquote>;
const strong = ({ children }: Block) => <strong>{children}</strong>;
const em = ({ children }: Block) => <em>{children}</em>;
const del = ({ children }: Block) => <del>{children}</del>;
const hr = () => <hr />;
const sup = ({ children, id }: ComponentProps<'sup'> & ExtraProps) => <sup id={id}>{children}</sup>;
const sub = ({ children }: Block) => <sub>{children}</sub>;
const section = ({ children }: Block) => <section className="md-notes">{children}</section>;
const br = () => <br />;
const code = ({ children }: Block) => <code className="md-code">{children}</code>;

/** A figure from the result of a call: links to the call, and shows its source on hover and focus. */
const mark = ({ children, href, title }: ComponentProps<'mark'> & ExtraProps & { readonly href?: string }) => (
  // eslint-disable-next-line jsx-a11y-x/role-supports-aria-props -- aria-description is global in ARIA 1.3; the rule knows ARIA 1.2
  <a href={href} className="md-figure" data-tooltip={title} aria-description={title}>
    {children}
  </a>
);

const thead = ({ children }: Block) => <thead>{children}</thead>;
const tbody = ({ children }: Block) => <tbody>{children}</tbody>;
const tr = ({ children }: Block) => <tr>{children}</tr>;
const alignment = (style: ComponentProps<'td'>['style'], align: string | undefined) => ({
  textAlign: style?.textAlign ?? asAlignment(align),
});
function asAlignment(align: string | undefined): 'left' | 'right' | 'center' | undefined {
  return align === 'right' || align === 'center' || align === 'left' ? align : undefined;
}
const th = ({ children, style, align }: ComponentProps<'th'> & ExtraProps) => (
  <th scope="col" style={alignment(style, align)}>
    {children}
  </th>
);
/** A date or a document number, which would break at its hyphens in a narrow table. */
const WHOLE = /^(?=.{1,24}$)(?:\d{4}-\d{1,2}-\d{1,2}\b.*|[A-Za-z\d]+(?:-[A-Za-z\d]+)+)$/u;
const td = ({ children, style, align, node }: ComponentProps<'td'> & ExtraProps) => (
  <td
    className={node !== undefined && WHOLE.test(textOf(node).trim()) ? 'md-whole' : undefined}
    style={alignment(style, align)}
  >
    {children}
  </td>
);

/** The checkbox of a task list, shown as a symbol and not as a control. */
const input = ({ checked }: ComponentProps<'input'> & ExtraProps) => (
  <span aria-hidden className={checked === true ? 'md-tick md-tick-done' : 'md-tick'} />
);

/** The component of each Markdown element. A single constant: a new object would re-render every block. */
export const MARKDOWN_COMPONENTS: Components = {
  h1,
  h2,
  h3,
  h4,
  h5: h4,
  h6: h4,
  p,
  ul,
  ol,
  li,
  blockquote,
  strong,
  em,
  del,
  hr,
  br,
  sup,
  sub,
  section,
  code,
  mark,
  pre: CodeFence,
  a: MarkdownLink,
  img: MarkdownImage,
  table: MarkdownTable,
  thead,
  tbody,
  tr,
  th,
  td,
  input,
};
