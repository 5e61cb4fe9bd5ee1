import type { EngineTool } from '@/lib/engine/connected-engine';
import { neutraliseText } from '@/lib/engine/internal/neutralise-text';
import { objectSchemas } from '@/lib/engine/internal/object-schemas';

/** Every question offers the same tools. */
const neutralTools = new WeakMap<EngineTool, EngineTool>();

/**
 * Tools as the engine gets them, for counting and for answering alike: descriptions and schemas come from servers and
 * documents, and stand in the system turn.
 */
export function requestTools(tools: readonly EngineTool[] = []): EngineTool[] {
  return tools.map(neutralTool);
}

function neutralTool(tool: EngineTool): EngineTool {
  const known = neutralTools.get(tool);
  if (known !== undefined) return known;
  const neutral = {
    name: tool.name,
    description: neutraliseText(tool.description),
    inputSchema: neutralObject(objectSchemas(tool.inputSchema)),
  };
  neutralTools.set(tool, neutral);
  return neutral;
}

/** In its keys as well. */
function neutralObject(given: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [neutraliseText(name), neutralValue(value)]));
}

function neutralValue(value: unknown): unknown {
  if (typeof value === 'string') return neutraliseText(value);
  if (Array.isArray(value)) return value.map(neutralValue);
  return typeof value === 'object' && value !== null ? neutralObject({ ...value }) : value;
}
