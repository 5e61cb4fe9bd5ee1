import { createMermaidPlugin } from '@streamdown/mermaid';

const plugin = createMermaidPlugin();

/** mermaid has one configuration for the page, so drawings wait for each other. */
let queue: Promise<unknown> = Promise.resolve();

/** Draws a diagram as SVG text. @throws Error when the source is none. */
export function drawDiagram(id: string, source: string, isDark: boolean): Promise<string> {
  const drawing = queue.then(async () => {
    const mermaid = plugin.getMermaid({
      securityLevel: 'strict',
      theme: isDark ? 'dark' : 'neutral',
      fontFamily: 'inherit',
      htmlLabels: false,
    });
    return (await mermaid.render(id, source)).svg;
  });
  queue = drawing.catch(() => undefined);
  return drawing;
}
