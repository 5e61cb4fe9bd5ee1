import { beforeEach, describe, expect, test } from 'vitest';
import { tolerateMovedNodes } from '@/components/lib/tolerate-moved-nodes';

/** As much of a page's nodes as the two functions use, failing as a browser's do. */
class FakeNode {
  parentNode: FakeNode | null = null;
  readonly children: FakeNode[] = [];
  constructor(readonly name: string) {}
  hasChildNodes(): boolean {
    return this.children.length > 0;
  }
  removeChild(child: FakeNode): FakeNode {
    const index = this.children.indexOf(child);
    if (index === -1) throw new Error('NotFoundError');
    this.children.splice(index, 1);
    child.parentNode = null;
    return child;
  }
  insertBefore(node: FakeNode, before: FakeNode | null): FakeNode {
    const index = before === null ? this.children.length : this.children.indexOf(before);
    if (index === -1) throw new Error('NotFoundError');
    this.children.splice(index, 0, node);
    node.parentNode = this;
    return node;
  }
  get names(): string {
    return this.children.map(({ name, names }) => (names === '' ? name : `${name}(${names})`)).join(' ');
  }
}

describe('nodes that were moved', () => {
  let parent: FakeNode;
  let [one, two, three]: FakeNode[] = [];
  const make = (name: string) => new FakeNode(name);
  const wrap = (...nodes: FakeNode[]) => {
    const wrapper = make('wrapper');
    parent.insertBefore(wrapper, nodes[0] ?? null);
    for (const node of nodes) {
      parent.removeChild(node);
      wrapper.insertBefore(node, null);
    }
    return wrapper;
  };
  // The class is made anew for every test, since its prototype is changed.
  beforeEach(() => {
    parent = make('parent');
    [one, two, three] = ['one', 'two', 'three'].map((name) => parent.insertBefore(make(name), null));
  });

  test('are removed with the nodes that contained only them, and no others', () => {
    tolerateMovedNodes(FakeNode.prototype as unknown as Node);
    if (one === undefined || two === undefined || three === undefined) throw new Error('no nodes');
    wrap(one);
    wrap(two, three);
    expect(parent.names).toBe('wrapper(one) wrapper(two three)');
    parent.removeChild(one);
    expect(parent.names).toBe('wrapper(two three)');
    parent.insertBefore(make('new'), three);
    expect(parent.names).toBe('new wrapper(two three)');
    parent.removeChild(two);
    expect(parent.names).toBe('new wrapper(three)');
    expect(() => parent.removeChild(make('elsewhere'))).toThrow('NotFoundError');
    expect(() => parent.insertBefore(make('x'), make('elsewhere'))).toThrow('NotFoundError');
  });
});
