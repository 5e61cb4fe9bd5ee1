import 'server-only';

/** An entry of an `IndexedHeap`, which keeps the entry's index in `place`, -1 outside. */
export interface HeapEntry {
  place: number;
}

/** A binary heap whose entries know their place, so that one whose key changed moves in O(log n). */
export class IndexedHeap<Entry extends HeapEntry> {
  private readonly entries: Entry[] = [];
  private readonly compare: (a: Entry, b: Entry) => number;

  constructor(compare: (a: Entry, b: Entry) => number) {
    this.compare = compare;
  }

  get size(): number {
    return this.entries.length;
  }

  peek(): Entry | undefined {
    return this.entries[0];
  }

  push(entry: Entry): void {
    entry.place = this.entries.length;
    this.entries.push(entry);
    this.up(entry);
  }

  pop(): Entry | undefined {
    const top = this.entries[0];
    if (top !== undefined) this.remove(top);
    return top;
  }

  remove(entry: Entry): void {
    const { place } = entry;
    const last = this.entries.pop();
    entry.place = -1;
    if (last === undefined || last === entry) return;
    last.place = place;
    this.entries[place] = last;
    this.update(last);
  }

  /** To be called after the entry's key changed. */
  update(entry: Entry): void {
    this.up(entry);
    this.down(entry);
  }

  private up(entry: Entry): void {
    let { place } = entry;
    while (place > 0) {
      const parentPlace = (place - 1) >> 1;
      const parent = this.entries[parentPlace];
      if (parent === undefined || this.compare(entry, parent) >= 0) break;
      this.entries[place] = parent;
      parent.place = place;
      place = parentPlace;
    }
    this.entries[place] = entry;
    entry.place = place;
  }

  private down(entry: Entry): void {
    let { place } = entry;
    for (;;) {
      const left = this.entries[2 * place + 1];
      if (left === undefined) break;
      const right = this.entries[2 * place + 2];
      const child = right !== undefined && this.compare(right, left) < 0 ? right : left;
      if (this.compare(child, entry) >= 0) break;
      const childPlace = child.place;
      this.entries[place] = child;
      child.place = place;
      place = childPlace;
    }
    this.entries[place] = entry;
    entry.place = place;
  }
}
