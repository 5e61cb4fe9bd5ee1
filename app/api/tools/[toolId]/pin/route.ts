import { z } from 'zod';
import { defineRoute } from '@/lib/http/define-route';
import { pinTool } from '@/lib/grants/pin-tool';

const params = z.object({ toolId: z.uuid() });

export const PUT = defineRoute({
  auth: 'person',
  summary: 'Make a tool one of my favourites',
  params,
  response: 'empty',
  handler: ({ principal, params: { toolId } }) => pinTool(principal, toolId, true),
});

export const DELETE = defineRoute({
  auth: 'person',
  summary: 'Make a tool no longer one of my favourites',
  params,
  response: 'empty',
  handler: ({ principal, params: { toolId } }) => pinTool(principal, toolId, false),
});
