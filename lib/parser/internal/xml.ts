import { SaxesParser } from 'saxes';
import { ParseFailure } from './failure';
import { decodeText } from './decode-text';

const DEEPEST = 256;

/** An element; names keep the prefix that the format's own writers use (`w:p`, `text:p`). */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlNode[];
}
export type XmlNode = XmlElement | string;

interface OpenElement extends XmlElement {
  readonly children: XmlNode[];
}

/** Parses XML into a tree. A document type is refused: it is where entities come from. */
export function parseXml(bytes: Uint8Array): XmlElement {
  const { text } = decodeText(bytes, declaredEncoding(bytes));
  const parser = new SaxesParser();
  const root: OpenElement = { name: '', attributes: {}, children: [] };
  const open: OpenElement[] = [root];
  parser.on('error', (error) => {
    throw new ParseFailure('document-damaged', error.message);
  });
  parser.on('doctype', () => {
    throw new ParseFailure('document-entities', 'an XML part declares a document type');
  });
  parser.on('opentag', (tag) => {
    const element: OpenElement = { name: tag.name, attributes: tag.attributes, children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
    if (open.length > DEEPEST) throw new ParseFailure('document-damaged', 'XML nested too deeply');
  });
  parser.on('closetag', () => open.pop());
  const addText = (part: string): void => void open.at(-1)?.children.push(part);
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text.replace(/^\ufeff/, '')).close();
  const element = root.children.find(isElement);
  if (element === undefined) throw new ParseFailure('document-damaged', 'XML without an element');
  return element;
}

/** The encoding that an XML declaration names. */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  return /^\s*<\?xml[^>]{0,200}?encoding=["']([\w.:-]+)["']/.exec(head)?.[1];
}

export function isElement(node: XmlNode): node is XmlElement {
  return typeof node !== 'string';
}

/** Child elements of a name. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter(isElement).filter((child) => child.name === name) ?? [];
}

/** The first element at the end of a path of names. */
export function find(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => childrenOf(at, name)[0], element);
}

/** Every element of a name below, in document order. */
export function* descendants(element: XmlElement, name: string): Generator<XmlElement> {
  for (const child of element.children) {
    if (!isElement(child)) continue;
    if (child.name === name) yield child;
    yield* descendants(child, name);
  }
}

/** All text below. */
export function textOf(element: XmlElement | undefined): string {
  return element?.children.map((child) => (isElement(child) ? textOf(child) : child)).join('') ?? '';
}
