/** Makes the ids of a drawing unique, so that two drawings of a page never share one. */
export function ownIds(svg: string, id: string): string {
  const template = document.createElement('template');
  template.innerHTML = svg;
  const elements = Array.from(template.content.querySelectorAll('*'));
  const names = new Map(
    elements.flatMap((element) =>
      element.id === '' || element.id.startsWith(id) ? [] : [[element.id, `${id}-${element.id}`]],
    ),
  );
  if (names.size === 0) return svg;
  const renamed = (text: string) =>
    text.replaceAll(/#([\w.:-]+)/g, (reference, name: string) =>
      names.has(name) ? `#${names.get(name) ?? name}` : reference,
    );
  for (const element of elements) {
    element.id &&= names.get(element.id) ?? element.id;
    if (element.tagName.toLowerCase() === 'style') element.textContent = renamed(element.textContent);
    for (const { name, value } of Array.from(element.attributes)) {
      if (name === 'aria-labelledby' || name === 'aria-describedby')
        element.setAttribute(
          name,
          value
            .split(' ')
            .map((one) => names.get(one) ?? one)
            .join(' '),
        );
      else if (value.startsWith('#') || value.includes('url(')) element.setAttribute(name, renamed(value));
    }
  }
  return template.innerHTML;
}
