/** Text before its Markdown is rendered: the same measure and paragraphs, so that little moves when it is. */
export function PlainProse({ text }: { readonly text: string }) {
  return (
    <div className="md">
      {text
        .trim()
        .split(/\n{2,}/)
        .map((paragraph, index) => (
          <p key={index} className="whitespace-pre-wrap">
            {paragraph}
          </p>
        ))}
    </div>
  );
}
