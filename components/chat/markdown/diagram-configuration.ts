/**
 * Keys of mermaid's configuration that a diagram may not set for itself (`%%{init}%%`, front matter), at any depth: all it has but `layout` and the
 * two of the hand-drawn look, which only choose among ways to draw. A diagram is written by a model, which may have been told to: fonts, theme variables
 * and theme CSS reach style sheets as they are, `htmlLabels` (of `flowchart` too) turns labels into HTML, and either loads what it names.
 */
export const OUR_KEYS: readonly string[] = [
  // Mermaid's own list.
  'secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'suppressErrorRendering', 'maxEdges',
  // The page's.
  'theme', 'themeVariables', 'themeCSS', 'darkMode', 'fontFamily', 'altFontFamily', 'fontSize', 'htmlLabels', 'markdownAutoWrap', 'dompurifyConfig',
  'logLevel', 'arrowMarkerAbsolute', 'legacyMathML', 'forceLegacyMathML', 'deterministicIds', 'deterministicIDSeed', 'elk',
  // A kind of diagram each; several have fonts and `htmlLabels` of their own.
  'architecture', 'block', 'c4', 'class', 'cynefin', 'er', 'eventmodeling', 'flowchart', 'gantt', 'gitGraph', 'ishikawa', 'journey', 'kanban', 'mindmap',
  'packet', 'pie', 'quadrantChart', 'radar', 'railroad', 'requirement', 'sankey', 'sequence', 'state', 'swimlane', 'timeline', 'treeView', 'treemap', 'venn',
  'wardley-beta', 'xyChart',
];
