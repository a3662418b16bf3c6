/** What a picture says of itself in its first bytes. Its name and what brought it here are not asked. */

import type { ChipTarget } from './questionParts.ts';

export const mostPictureBytes = 3_000_000;
export const mostPictures = 5;
const mostPixels = 8_000;

export interface PictureFacts {
  readonly mime: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly width: number;
  readonly height: number;
}

export type PictureTarget = Extract<ChipTarget, { readonly kind: 'picture' }>;

/** @returns a whole sentence where it cannot be taken */
export function readPicture(bytes: Uint8Array): PictureFacts | string {
  const found = pngSize(bytes) ?? gifSize(bytes) ?? webpSize(bytes) ?? jpegSize(bytes);
  if (!found || found.width === 0 || found.height === 0)
    return 'This is no picture that can be sent: PNG, JPEG, GIF and WebP can.';
  if (bytes.length > mostPictureBytes)
    return `The picture has ${kilobytes(bytes.length)}; at most ${kilobytes(mostPictureBytes)} can be sent.`;
  if (Math.max(found.width, found.height) > mostPixels)
    return `The picture has ${found.width} × ${found.height} pixels; at most ${mostPixels} on a side can be sent.`;
  return found;
}

const kilobytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1000)).toLocaleString('en')} kB`;

/** As OpenAI counts them: fitted into 2048 and then to 768 on the short side, 170 for each tile of 512 and 85 for all. Others count much the same. */
export function pictureTokens({ width, height }: Pick<PictureFacts, 'width' | 'height'>): number {
  const fit = Math.min(1, 2048 / Math.max(width, height));
  const scale = fit * Math.min(1, 768 / (Math.min(width, height) * fit));
  return 85 + 170 * Math.ceil((width * scale) / 512) * Math.ceil((height * scale) / 512);
}

const isText = (bytes: Uint8Array, at: number, text: string): boolean =>
  [...text].every((sign, offset) => bytes[at + offset] === sign.charCodeAt(0));

const big = (bytes: Uint8Array, at: number, count: number): number =>
  bytes.subarray(at, at + count).reduce((sum, byte) => sum * 256 + byte, 0);

const little = (bytes: Uint8Array, at: number, count: number): number =>
  bytes.subarray(at, at + count).reduceRight((sum, byte) => sum * 256 + byte, 0);

const pngSize = (bytes: Uint8Array): PictureFacts | undefined =>
  isText(bytes, 0, '\x89PNG\r\n\x1a\n') && isText(bytes, 12, 'IHDR')
    ? { mime: 'image/png', width: big(bytes, 16, 4), height: big(bytes, 20, 4) }
    : undefined;

const gifSize = (bytes: Uint8Array): PictureFacts | undefined =>
  isText(bytes, 0, 'GIF87a') || isText(bytes, 0, 'GIF89a')
    ? { mime: 'image/gif', width: little(bytes, 6, 2), height: little(bytes, 8, 2) }
    : undefined;

function webpSize(bytes: Uint8Array): PictureFacts | undefined {
  if (!isText(bytes, 0, 'RIFF') || !isText(bytes, 8, 'WEBP')) return undefined;
  const mime = 'image/webp';
  if (isText(bytes, 12, 'VP8X')) return { mime, width: little(bytes, 24, 3) + 1, height: little(bytes, 27, 3) + 1 };
  if (isText(bytes, 12, 'VP8L')) {
    const bits = little(bytes, 21, 4);
    return { mime, width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  return { mime, width: little(bytes, 26, 2) & 0x3fff, height: little(bytes, 28, 2) & 0x3fff };
}

function jpegSize(bytes: Uint8Array): PictureFacts | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; at += 2 + big(bytes, at + 2, 2)) {
    const kind = bytes[at + 1] ?? 0;
    // Frames have their size; tables of their range have not.
    const isFrame = kind >= 0xc0 && kind <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(kind);
    if (isFrame) return { mime: 'image/jpeg', width: big(bytes, at + 7, 2), height: big(bytes, at + 5, 2) };
  }
  return undefined;
}
