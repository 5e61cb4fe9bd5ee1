import { decodeText } from '../decode-text';
import type { ReaderInput } from '../reader';
import { declaredEncoding, isElement, parseXml, type XmlElement } from '../xml';

/** XML as lines of `path: text`, so that names and values stay together. */
export function readXml({ bytes, output }: ReaderInput): void {
  const root = parseXml(bytes);
  const { encoding } = decodeText(bytes, declaredEncoding(bytes));
  output.start({ kind: 'xml', encoding, unit: 'document', total: 1 });
  const lines: string[] = [];
  collect(root, root.name, lines);
  output.block({ place: {}, kind: 'paragraph', text: lines.join('\n') });
  output.progress(1, 1);
}

function collect(element: XmlElement, path: string, lines: string[]): void {
  for (const [name, value] of Object.entries(element.attributes)) {
    if (!name.startsWith('xmlns')) lines.push(`${path}@${name}: ${value}`);
  }
  for (const child of element.children) {
    if (isElement(child)) collect(child, `${path}/${child.name}`, lines);
    else if (child.trim() !== '') lines.push(`${path}: ${child.trim()}`);
  }
}
