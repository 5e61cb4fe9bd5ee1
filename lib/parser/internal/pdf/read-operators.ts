import { OPS, type PDFDocumentProxy, type PDFPageProxy, type PageViewport } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { HiddenReason } from '../../contracts';
import { type DrawState, initialState, isSameColour } from './draw-state';
import { apply, type Box, boxAround, contains, multiply, type Point, toMatrix } from './geometry';

/** Text that was drawn in one go, in points from the top left corner of the page as it is shown. */
export interface TextRun {
  readonly text: string;
  /** Where the baseline begins and ends. */
  readonly from: Point;
  readonly to: Point;
  readonly height: number;
  readonly hidden?: HiddenReason;
}

export interface DrawnPage {
  readonly runs: readonly TextRun[];
  /** The share of the page that its largest image covers. */
  readonly imageShare: number;
}

interface Ground {
  readonly box: Box;
  /** Undefined for images and patterns: whatever their colour, text on them may be seen. */
  readonly colour: string | undefined;
  readonly isImage: boolean;
}

type Config = Awaited<ReturnType<PDFDocumentProxy['getOptionalContentConfig']>>;

const INVISIBLE_MODES = new Set([3, 7]);
const SMALLEST = 1.5;
const FILLS = new Set<number>([OPS.fill, OPS.eoFill, OPS.fillStroke, OPS.eoFillStroke, OPS.closeFillStroke]);
/** Of an em: a wider gap inside of one operation begins a new run. */
const RUN_GAP = 0.2;

/** Follows a page's drawing operations and collects its texts with their places and what hides them. */
export async function readOperators(page: PDFPageProxy, viewport: PageViewport, layers: Config): Promise<DrawnPage> {
  const { fnArray, argsArray } = await page.getOperatorList({ annotationMode: 0 });
  const drawing = new Drawing(page, viewport, layers);
  fnArray.forEach((operation, index) => {
    const raw: unknown = argsArray[index];
    drawing.draw(operation, Array.isArray(raw) ? raw : []);
  });
  return { runs: drawing.runs, imageShare: drawing.imageShare };
}

class Drawing {
  readonly runs: TextRun[] = [];
  imageShare = 0;
  private readonly page: PDFPageProxy;
  private readonly layers: Config;
  private readonly pageBox: Box;
  private state: DrawState;
  private readonly stack: DrawState[] = [];
  private readonly grounds: Ground[] = [];
  private readonly marked: boolean[] = [];

  constructor(page: PDFPageProxy, viewport: PageViewport, layers: Config) {
    this.page = page;
    this.layers = layers;
    this.pageBox = [0, 0, viewport.width, viewport.height];
    this.state = initialState(toMatrix(viewport.transform));
  }

  draw(operation: number, args: readonly unknown[]): void {
    const { state } = this;
    const number = (index: number): number => Number(args[index] ?? 0);
    switch (operation) {
      case OPS.save:
        this.stack.push({ ...state });
        break;
      case OPS.paintFormXObjectBegin:
        this.stack.push({ ...state });
        if (isGiven(args[0])) state.matrix = multiply(state.matrix, toMatrix(args[0]));
        break;
      case OPS.restore:
      case OPS.paintFormXObjectEnd:
        this.state = this.stack.pop() ?? state;
        break;
      case OPS.transform:
        state.matrix = multiply(state.matrix, toMatrix(args));
        break;
      case OPS.beginText:
        this.moveTo([1, 0, 0, 1, 0, 0]);
        break;
      case OPS.setTextMatrix:
        this.moveTo(args.length === 1 ? args[0] : args);
        break;
      case OPS.moveText:
        this.moveBy(number(0), number(1));
        break;
      case OPS.setLeadingMoveText:
        state.leading = number(1);
        this.moveBy(number(0), number(1));
        break;
      case OPS.nextLine:
        this.moveBy(0, state.leading);
        break;
      case OPS.setFont:
        this.setFont(String(args[0]), number(1));
        break;
      case OPS.setCharSpacing:
        state.charSpacing = number(0);
        break;
      case OPS.setWordSpacing:
        state.wordSpacing = number(0);
        break;
      case OPS.setHScale:
        state.scale = number(0) / 100;
        break;
      case OPS.setLeading:
        state.leading = -number(0);
        break;
      case OPS.setTextRise:
        state.rise = number(0);
        break;
      case OPS.setTextRenderingMode:
        state.mode = number(0);
        break;
      case OPS.setFillRGBColor:
        state.fill = typeof args[0] === 'string' ? args[0] : '#000000';
        break;
      case OPS.setFillColorN:
      case OPS.shadingFill:
        state.fill = undefined;
        break;
      case OPS.setGState:
        this.setState(args[0]);
        break;
      case OPS.constructPath:
        if (FILLS.has(number(0)) && isGiven(args[2]))
          this.addGround(boxOf(args[2]), state.alpha < 0.5 ? undefined : state.fill, false);
        break;
      case OPS.paintImageXObject:
      case OPS.paintInlineImageXObject:
      case OPS.paintImageMaskXObject:
        this.addImage();
        break;
      case OPS.beginMarkedContent:
        this.marked.push(true);
        break;
      case OPS.beginMarkedContentProps:
        this.marked.push(args[0] !== 'OC' || Boolean(this.layers.isVisible(args[1])));
        break;
      case OPS.endMarkedContent:
        this.marked.pop();
        break;
      case OPS.showText:
        if (Array.isArray(args[0])) this.showText(args[0]);
        break;
      default:
        break;
    }
  }

  private moveTo(matrix: unknown): void {
    Object.assign(this.state, { textMatrix: toMatrix(matrix), x: 0, y: 0, lineX: 0, lineY: 0 });
  }

  private moveBy(x: number, y: number): void {
    const { state } = this;
    state.x = state.lineX += x;
    state.y = state.lineY += y;
  }

  private setFont(name: string, size: number): void {
    const font: unknown = this.page.commonObjs.has(name) ? this.page.commonObjs.get(name) : {};
    const matrix: unknown = Reflect.get(Object(font), 'fontMatrix');
    this.state.unit = isGiven(matrix) ? Math.abs(toMatrix(matrix)[0]) || 0.001 : 0.001;
    this.state.isVertical = Reflect.get(Object(font), 'vertical') === true;
    this.state.fontSize = size;
  }

  private setState(changes: unknown): void {
    if (!Array.isArray(changes)) return;
    for (const change of changes as unknown[]) {
      if (!Array.isArray(change)) continue;
      const [key, value] = change as unknown[];
      if (key === 'ca') this.state.alpha = Number(value);
      if (key === 'Font' && Array.isArray(value)) this.setFont(String(value[0]), Number(value[1]));
    }
  }

  private addGround(box: Box, colour: string | undefined, isImage: boolean): void {
    this.grounds.push({ box: boxAround(this.state.matrix, box), colour, isImage });
  }

  private addImage(): void {
    this.addGround([0, 0, 1, 1], undefined, true);
    const [left, top, right, bottom] = boxAround(this.state.matrix, [0, 0, 1, 1]);
    const [, , width, height] = this.pageBox;
    const seen =
      Math.max(0, Math.min(right, width) - Math.max(left, 0)) *
      Math.max(0, Math.min(bottom, height) - Math.max(top, 0));
    this.imageShare = Math.max(this.imageShare, seen / (width * height));
  }

  private showText(glyphs: readonly unknown[]): void {
    const { state } = this;
    const matrix = multiply(state.matrix, state.textMatrix);
    let text = '';
    let at = 0;
    let from = 0;
    const point = (advance: number): Point =>
      state.isVertical
        ? apply(matrix, [state.x, state.y + state.rise - advance])
        : apply(matrix, [state.x + advance * state.scale, state.y + state.rise]);
    const flush = (): void => {
      if (text.trim() !== '') this.addRun(text, point(from), point(at));
      text = '';
      from = at;
    };
    for (const glyph of glyphs) {
      if (typeof glyph === 'number') {
        const gap = (-glyph * state.fontSize) / 1000;
        if (Math.abs(gap) > RUN_GAP * Math.abs(state.fontSize)) {
          flush();
          from = at + gap;
        }
        at += gap;
        continue;
      }
      if (typeof glyph !== 'object' || glyph === null) continue;
      const isSpace = Reflect.get(glyph, 'isSpace') === true;
      const unicode: unknown = Reflect.get(glyph, 'unicode');
      const vertical: unknown = Reflect.get(glyph, 'vmetric');
      const units =
        state.isVertical && isGiven(vertical)
          ? Math.abs(toMatrix(vertical)[0])
          : Number(Reflect.get(glyph, 'width') ?? 0);
      text += typeof unicode === 'string' ? unicode : '';
      at += units * state.unit * state.fontSize + state.charSpacing + (isSpace ? state.wordSpacing : 0);
    }
    flush();
    if (state.isVertical) state.y -= at;
    else state.x += at * state.scale;
  }

  private addRun(text: string, from: Point, to: Point): void {
    const { state } = this;
    const matrix = multiply(state.matrix, state.textMatrix);
    const height =
      Math.abs(state.fontSize) * (state.unit === 0.001 ? 1 : state.unit * 1000) * Math.hypot(matrix[2], matrix[3]);
    const hidden = this.hiddenReason(from, to, height);
    this.runs.push({ text, from, to, height, ...(hidden === undefined ? {} : { hidden }) });
  }

  private hiddenReason(from: Point, to: Point, height: number): HiddenReason | undefined {
    const { state } = this;
    const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
    if (this.marked.includes(false)) return 'invisible';
    if (!contains(this.pageBox, middle)) return 'off-page';
    if (height < SMALLEST) return 'tiny';
    const ground = this.grounds.findLast(({ box }) => contains(box, middle));
    // Invisible text on an image is the text layer of a scan.
    if (INVISIBLE_MODES.has(state.mode)) return ground?.isImage === true ? undefined : 'invisible';
    if (state.alpha < 0.05) return 'invisible';
    if (ground !== undefined && ground.colour === undefined) return undefined;
    if (state.mode === 1 || state.mode === 2 || state.fill === undefined) return undefined;
    return isSameColour(state.fill, ground?.colour ?? '#ffffff') ? 'white' : undefined;
  }
}

function boxOf(value: unknown): Box {
  const [left, top, right, bottom] = toMatrix(value);
  return [left, top, right, bottom];
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}
