/**
 * One pass over a matrix of 8-bit numbers: the dot product of a query with every row, by WebAssembly's 128-bit vectors.
 * The module is small enough to be written down here, instruction by instruction, and needs no file beside the bundle.
 */

/** The part of the platform's WebAssembly that is used; its types come with the browser's, which pure files do not see. */
interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface Wasm {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
  Memory: new (limits: { readonly initial: number }) => WasmMemory;
}

/**
 * Writes `rows` 32-bit dot products to `results`. All are places in the memory, in bytes; a row has `width` bytes, whole
 * vectors of 16, which are numbers from -127 to 127.
 */
export type Scan = (query: number, matrix: number, rows: number, width: number, results: number) => void;

export interface ScanKernel {
  readonly memory: WasmMemory;
  readonly scan: Scan;
}

/** `undefined` where the platform has no vector instructions: then the caller scans in JavaScript. */
export function createScanKernel(): ScanKernel | undefined {
  const wasm = (globalThis as { readonly WebAssembly?: Wasm }).WebAssembly;
  const module = scanModule();
  if (!wasm?.validate(module)) return undefined;
  const memory = new wasm.Memory({ initial: 1 });
  const { exports } = new wasm.Instance(new wasm.Module(module), { host: { memory } });
  return { memory, scan: exports['scan'] as Scan };
}

const [i32, v128] = [0x7f, 0x7b];
const [query, matrix, rows, width, results, at, sum] = [0, 1, 2, 3, 4, 5, 6];

/**
 * (func (param $query $matrix $rows $width $results i32) (local $at i32) (local $sum v128)
 *   loop over the rows: sum = 0; loop over 16 columns at a time: sum += the products, widened to 16 bits and added
 *   in pairs to 32 bits; then the four lanes of the sum are added and stored.)
 */
function scanModule(): Uint8Array {
  const body = [
    [0x02, 0x40], // block
    [...get(rows), 0x45, 0x0d, 0x00], // nothing to do without rows
    [0x03, 0x40], // loop: rows
    [...constant(0), ...vector(0x11), ...set(sum)], // i32x4.splat
    [...constant(0), ...set(at)],
    [0x03, 0x40], // loop: columns
    get(sum),
    products(0x9c), // i16x8.extmul_low_i8x16_s
    products(0x9d), // i16x8.extmul_high_i8x16_s
    vector(0x8e), // i16x8.add: no number is below -127, and twice 127 * 127 still fits
    [...vector(0x7e), ...vector(0xae), ...set(sum)], // i32x4.extadd_pairwise_i16x8_s, i32x4.add
    [...get(at), ...constant(16), 0x6a, ...tee(at), ...get(width), 0x49, 0x0d, 0x00, 0x0b],
    get(results),
    [...lane(0), ...lane(1), 0x6a, ...lane(2), 0x6a, ...lane(3), 0x6a],
    [0x36, 0x02, 0x00], // i32.store
    [...get(results), ...constant(4), 0x6a, ...set(results)],
    [...get(matrix), ...get(width), 0x6a, ...set(matrix)],
    [...get(rows), ...constant(1), 0x6b, ...tee(rows), 0x0d, 0x00, 0x0b],
    [0x0b, 0x0b],
  ].flat();
  const code = [...[0x02, 0x01, i32, 0x01, v128], ...body];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x01, 0x60, 0x05, i32, i32, i32, i32, i32, 0x00]),
    ...section(2, [0x01, ...text('host'), ...text('memory'), 0x02, 0x00, 0x01]),
    ...section(3, [0x01, 0x00]),
    ...section(7, [0x01, ...text('scan'), 0x00, 0x00]),
    ...section(10, [0x01, ...unsigned(code.length), ...code]),
  ]);
}

const get = (local: number): number[] => [0x20, local];
const set = (local: number): number[] => [0x21, local];
const tee = (local: number): number[] => [0x22, local];
const constant = (value: number): number[] => [0x41, value];
const vector = (operation: number): number[] => [0xfd, ...unsigned(operation)];
const lane = (index: number): number[] => [...get(sum), ...vector(0x1b), index]; // i32x4.extract_lane
const load = (base: number): number[] => [...get(base), ...get(at), 0x6a, ...vector(0x00), 0x00, 0x00]; // v128.load
const products = (operation: number): number[] => [...load(query), ...load(matrix), ...vector(operation)];
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
const text = (value: string): number[] => [value.length, ...new TextEncoder().encode(value)];

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}
