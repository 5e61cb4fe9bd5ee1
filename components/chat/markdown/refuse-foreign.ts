/** Elements that load resources or change what is loaded, and that no drawing needs. */
const LOADERS = 'iframe, object, embed, link, script, meta, base, video, audio, source, animate, set';
const ADDRESSES = new Set(['href', 'xlink:href', 'src', 'srcset', 'poster', 'background', 'data']);
/** Attributes with text or names; any other attribute may be parsed as CSS. */
const WORDS = /^(?:data-|aria-)|^(?:id|class|title|alt|name|d)$/;

/**
 * Whether CSS refers to something outside of its document. Escapes can spell any name and mermaid never writes them, so
 * a backslash counts as one. Comments need no handling: CSS allows none between a function's name and its parenthesis.
 */
export function namesForeign(css: string): boolean {
  return /\\|@import|(?:image-set|image|src)\(|url\((?!\s*["']?#)/i.test(css);
}

/**
 * Checks a finished drawing in a document that loads nothing. Its links are removed: they would lead to another site
 * without showing its host.
 * @returns the drawing to show
 * @throws Error when showing it would load something
 */
export function refuseForeign(svg: string): string {
  const template = document.createElement('template');
  template.innerHTML = svg;
  const { content } = template;
  if (content.querySelector(LOADERS) !== null) throw new Error('The drawing has an element that loads something.');
  for (const style of content.querySelectorAll('style')) {
    if (namesForeign(style.textContent)) throw new Error('The drawing has a style that loads something.');
  }
  for (const link of content.querySelectorAll('a')) {
    for (const name of ['href', 'xlink:href']) link.removeAttribute(name);
  }
  for (const element of content.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (loadsForeign(name, value)) throw new Error(`The drawing has a ${name} that loads something.`);
    }
  }
  return template.innerHTML;
}

function loadsForeign(name: string, value: string): boolean {
  if (ADDRESSES.has(name)) return !/^(?:#|data:image\/)/.test(value.trim());
  return !WORDS.test(name) && namesForeign(value);
}
