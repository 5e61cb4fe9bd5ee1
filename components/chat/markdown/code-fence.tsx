'use client';
import type { ComponentProps } from 'react';
import { useIsCodeFenceIncomplete, type ExtraProps } from 'streamdown';
import { CodeBlock } from '@/components/chat/markdown/code-block';
import { Diagram } from '@/components/chat/markdown/diagram';
import { textOf } from '@/components/chat/markdown/text-of';

type FenceElement = NonNullable<ExtraProps['node']>;

/** The language of a fence and its code, from the tree: `<pre><code class="language-ts">…`. */
function readFence(pre: FenceElement): { readonly language: string; readonly code: string } {
  const inner = pre.children[0];
  const names = inner?.type === 'element' ? inner.properties.className : undefined;
  const tagged = (Array.isArray(names) ? names : []).map(String).find((name) => name.startsWith('language-'));
  return { language: tagged?.slice('language-'.length) ?? '', code: textOf(pre).replace(/\n$/, '') };
}

/** A fenced block: code from its first character on; a finished diagram as its picture. */
export function CodeFence({ node }: ComponentProps<'pre'> & ExtraProps) {
  const isOpen = useIsCodeFenceIncomplete();
  if (node === undefined) return null;
  const { language, code } = readFence(node);
  if (language === 'mermaid' && !isOpen) return <Diagram source={code} />;
  return <CodeBlock language={language} code={code} isOpen={isOpen} />;
}
