/** Text before its Markdown is rendered: with the same width and paragraphs, so that little moves afterwards. */
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
