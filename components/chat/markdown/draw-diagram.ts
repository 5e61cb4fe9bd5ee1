import { createMermaidPlugin } from '@streamdown/mermaid';
import { OUR_KEYS } from '@/components/chat/markdown/diagram-configuration';
import { shieldDiagram, showsAll, unshieldDiagram } from '@/components/chat/markdown/diagram-signs';
import { ownIds } from '@/components/chat/markdown/own-ids';
import { refuseForeign } from '@/components/chat/markdown/refuse-foreign';

const plugin = createMermaidPlugin();

/** mermaid has one global configuration, so diagrams are drawn one after the other. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Why a diagram is not drawn: mermaid cannot parse it (from this line on, if it says so), it would load something, or
 * its drawing shows other text.
 */
export type DrawingFailure =
  | { readonly kind: 'unreadable'; readonly line: number | null }
  | { readonly kind: 'foreign' }
  | { readonly kind: 'changed' };

export type Drawing = { readonly kind: 'drawn'; readonly svg: string } | DrawingFailure;

function wordsOf(svg: string): string {
  const template = document.createElement('template');
  template.innerHTML = svg;
  for (const style of template.content.querySelectorAll('style')) style.remove();
  return template.content.textContent;
}

async function render(id: string, source: string, isDark: boolean): Promise<Drawing> {
  const diagram = shieldDiagram(source);
  const mermaid = plugin.getMermaid({
    securityLevel: 'strict',
    secure: [...OUR_KEYS],
    theme: isDark ? 'dark' : 'neutral',
    fontFamily: 'inherit',
    htmlLabels: false,
  });
  let svg: string;
  try {
    ({ svg } = await mermaid.render(id, diagram.source));
  } catch (error) {
    const line = /line (\d+)/i.exec(error instanceof Error ? error.message : '')?.[1];
    return { kind: 'unreadable', line: line === undefined ? null : Number(line) };
  }
  if (!showsAll(diagram, wordsOf(svg))) return { kind: 'changed' };
  try {
    return { kind: 'drawn', svg: unshieldDiagram(ownIds(refuseForeign(svg), id)) };
  } catch (error) {
    console.warn('a diagram was not shown', error);
    return { kind: 'foreign' };
  }
}

/**
 * Draws a diagram as SVG that loads nothing when it is shown. While mermaid measures it, the drawing is already in the
 * page: only the page's content security policy (lib/http/security-headers.ts) stops it from loading something then.
 */
export function drawDiagram(id: string, source: string, isDark: boolean): Promise<Drawing> {
  const drawing = queue.then(() => render(id, source, isDark));
  queue = drawing.catch(() => undefined);
  return drawing;
}
