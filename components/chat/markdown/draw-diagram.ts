import { createMermaidPlugin } from '@streamdown/mermaid';
import { OUR_KEYS } from '@/components/chat/markdown/diagram-configuration';
import { refuseForeign } from '@/components/chat/markdown/refuse-foreign';

const plugin = createMermaidPlugin();

/** mermaid has one configuration for the page, so drawings wait for each other. */
let queue: Promise<unknown> = Promise.resolve();

/**
 * Draws a diagram as SVG text that loads nothing when it is shown. While mermaid measures its drawing that stands in the page already: what it would
 * load then is stopped by the page's policy alone (lib/http/security-headers.ts).
 * @throws Error when the source is none, or names something foreign
 */
export function drawDiagram(id: string, source: string, isDark: boolean): Promise<string> {
  const drawing = queue.then(async () => {
    const mermaid = plugin.getMermaid({
      securityLevel: 'strict',
      secure: [...OUR_KEYS],
      theme: isDark ? 'dark' : 'neutral',
      fontFamily: 'inherit',
      htmlLabels: false,
    });
    return refuseForeign((await mermaid.render(id, source)).svg);
  });
  queue = drawing.catch(() => undefined);
  return drawing;
}
