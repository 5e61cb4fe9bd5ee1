/** The child of `parent` that contains `node` now; null: the node is not inside of it any more. */
export function childHolding(parent: Node, node: Node): Node | null {
  let child = node;
  while (child.parentNode !== null && child.parentNode !== parent) child = child.parentNode;
  return child.parentNode === parent ? child : null;
}

/**
 * Lets React go on with nodes that an extension or a translator has put into nodes of its own: they are removed, and
 * nodes are inserted before them, where they are now. A node that has left the page still fails, and `PartBoundary`
 * makes the part anew.
 */
export function tolerateMovedNodes(prototype: Node): void {
  const remove = Reflect.get(prototype, 'removeChild');
  const insert = Reflect.get(prototype, 'insertBefore');
  prototype.removeChild = function removeChild<T extends Node>(this: Node, child: T): T {
    if (child.parentNode === this || childHolding(this, child) === null) {
      Reflect.apply(remove, this, [child]);
      return child;
    }
    // Foreign nodes that contained nothing else are removed with it.
    let gone: Node = child;
    for (let parent = gone.parentNode; parent !== null; parent = gone.parentNode) {
      Reflect.apply(remove, parent, [gone]);
      if (parent === this || parent.hasChildNodes()) break;
      gone = parent;
    }
    return child;
  };
  prototype.insertBefore = function insertBefore<T extends Node>(this: Node, node: T, before: Node | null): T {
    const holder = before === null || before.parentNode === this ? before : (childHolding(this, before) ?? before);
    Reflect.apply(insert, this, [node, holder]);
    return node;
  };
}
