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

/** Receives a document piece by piece. */
export interface XmlHandlers {
  readonly open: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly close: (name: string) => void;
  readonly text: (text: string) => void;
}

/** Parses XML without a tree. A document type is refused: it is where entities come from. */
export function scanXml(bytes: Uint8Array, handlers: XmlHandlers): void {
  const { text } = decodeText(bytes, declaredEncoding(bytes));
  const parser = new SaxesParser();
  let depth = 0;
  parser.on('error', (error) => {
    throw new ParseFailure('document-damaged', error.message);
  });
  parser.on('doctype', () => {
    throw new ParseFailure('document-entities', 'an XML part declares a document type');
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > DEEPEST) throw new ParseFailure('document-damaged', 'XML nested too deeply');
    handlers.open(tag.name, tag.attributes);
  });
  parser.on('closetag', (tag) => {
    depth -= 1;
    handlers.close(tag.name);
  });
  parser.on('text', handlers.text);
  parser.on('cdata', handlers.text);
  parser.write(text.replace(/^\ufeff/, '')).close();
}

/** Parses XML into a tree. */
export function parseXml(bytes: Uint8Array): XmlElement {
  const root: OpenElement = { name: '', attributes: {}, children: [] };
  const open: OpenElement[] = [root];
  scanXml(bytes, {
    open: (name, attributes) => {
      const element: OpenElement = { name, attributes, children: [] };
      open.at(-1)?.children.push(element);
      open.push(element);
    },
    close: () => void open.pop(),
    text: (part) => void open.at(-1)?.children.push(part),
  });
  const element = root.children.find(isElement);
  if (element === undefined) throw new ParseFailure('document-damaged', 'XML without an element');
  return element;
}

/** The encoding that an XML declaration names. */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 256)).toString('latin1');
  return /^\s*<\?xml[^>]{0,200}?encoding=["']([\w.:-]+)["']/.exec(head)?.[1];
}

/** Whether a node is an element; else it is text. */
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
