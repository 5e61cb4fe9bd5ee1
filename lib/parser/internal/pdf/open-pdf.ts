import path from 'node:path';
import {
  getDocument,
  PasswordException,
  PasswordResponses,
  type PDFDocumentProxy,
  VerbosityLevel,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { ParseFailure } from '../failure';

const PACKAGE = path.join(import.meta.dirname, '../../../../node_modules/pdfjs-dist');
const folder = (name: string): string => `${path.join(PACKAGE, name)}/`;

/** Opens a PDF with the CMaps, fonts and decoders of the package. @throws ParseFailure when its password is needed */
export async function openPdf(bytes: Uint8Array, password: string | undefined): Promise<PDFDocumentProxy> {
  try {
    return await getDocument({
      data: bytes.slice(),
      cMapUrl: folder('cmaps'),
      cMapPacked: true,
      standardFontDataUrl: folder('standard_fonts'),
      wasmUrl: folder('wasm'),
      iccUrl: folder('iccs'),
      verbosity: VerbosityLevel.ERRORS,
      ...(password === undefined ? {} : { password }),
    }).promise;
  } catch (error) {
    if (!(error instanceof PasswordException)) throw error;
    const isWrong = Reflect.get(error, 'code') === PasswordResponses.INCORRECT_PASSWORD;
    throw new ParseFailure(isWrong ? 'document-password-wrong' : 'document-password-needed', 'an encrypted PDF');
  }
}
