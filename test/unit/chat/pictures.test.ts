import assert from 'node:assert/strict';
import { mostPictureBytes, pictureTokens, readPicture } from '../../../src/chat/pictures.ts';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (sign) => sign.charCodeAt(0));
const png = (width: string, height: string): Uint8Array =>
  bytesOf(`\x89PNG\r\n\x1a\n\0\0\0\rIHDR${width}${height}\x08\x06`);

function why(bytes: Uint8Array): string {
  const found = readPicture(bytes);
  return typeof found === 'string' ? found : '';
}

suite('a picture', () => {
  test('says by its bytes what it is and how large', () => {
    assert.deepEqual(readPicture(png('\0\0\x02\x80', '\0\0\x01\xe0')), { mime: 'image/png', width: 640, height: 480 });
    assert.deepEqual(readPicture(bytesOf('GIF89a\x10\0\x20\0')), { mime: 'image/gif', width: 16, height: 32 });
    assert.deepEqual(readPicture(bytesOf('\xff\xd8\xff\xe0\0\x04ab\xff\xc2\0\x11\x08\x01\xe0\x02\x80\x03')), {
      mime: 'image/jpeg',
      width: 640,
      height: 480,
    });
    const webp = (rest: string) => readPicture(bytesOf(`RIFF\0\0\0\0WEBP${rest}`));
    assert.deepEqual(webp('VP8X\0\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0'), { mime: 'image/webp', width: 640, height: 480 });
    assert.deepEqual(webp('VP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x80\x02\xe0\x01'), {
      mime: 'image/webp',
      width: 640,
      height: 480,
    });
    assert.deepEqual(webp('VP8L\0\0\0\0\x2f\x7f\xc2\x77\0'), { mime: 'image/webp', width: 640, height: 480 });
  });

  test('is refused with a reason where it cannot be sent', () => {
    assert.match(why(bytesOf('<svg onload="x">')), /PNG, JPEG, GIF and WebP can/);
    assert.match(why(bytesOf('\x89PNG\r\n')), /PNG, JPEG, GIF and WebP can/);
    assert.match(why(png('\0\0\0\0', '\0\0\0\x01')), /no picture/);
    assert.match(why(png('\0\0\x27\x10', '\0\0\0\x01')), /10000 × 1 pixels; at most 8000/);
    const large = new Uint8Array(mostPictureBytes + 1);
    large.set(png('\0\0\x02\x80', '\0\0\x01\xe0'));
    assert.equal(readPicture(large), 'The picture has 3,000 kB; at most 3,000 kB can be sent.');
  });

  test('has about so many tokens', () => {
    assert.equal(pictureTokens({ width: 100, height: 100 }), 255);
    assert.equal(pictureTokens({ width: 1024, height: 1024 }), 765);
    assert.equal(pictureTokens({ width: 2048, height: 4096 }), 1105);
  });
});
