/**
 * One pass over a matrix of 8-bit numbers: the dot product of a query with every row, by WebAssembly's 128-bit vectors,
 * and which rows are near enough. Reading the rows is what takes the time, so the query stays in the processor: the
 * code is made for one width, without a loop over the columns. It is small enough to be written here, instruction by
 * instruction, and needs no file beside the bundle.
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
 * Looks at `rows` rows and writes to `found` the number of each whose dot product, times its scale, is above `least`,
 * and the product; there must be room for one pair more than there are rows. Places are in the memory, in bytes. The
 * query lies at its beginning, in 16-bit numbers; a row and the query have numbers from -127 to 127.
 * @returns how many there are.
 */
export type Scan = (matrix: number, scales: number, rows: number, least: number, found: number) => number;

export interface ScanKernel {
  readonly memory: WasmMemory;
  readonly scan: Scan;
}

/**
 * `undefined` where the platform has no vector instructions: then the caller scans in JavaScript.
 * @param width of a row in bytes, a multiple of 8.
 */
export function createScanKernel(width: number): ScanKernel | undefined {
  const wasm = (globalThis as { readonly WebAssembly?: Wasm }).WebAssembly;
  const module = scanModule(width);
  if (!wasm?.validate(module)) return undefined;
  const memory = new wasm.Memory({ initial: 1 });
  const { exports } = new wasm.Instance(new wasm.Module(module), { host: { memory } });
  return { memory, scan: exports['scan'] as Scan };
}

const [i32, f32, v128] = [0x7f, 0x7d, 0x7b];
const [matrix, scales, rows, least, found, first, row, dot, sum, query] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/**
 * (func (param $matrix $scales $rows i32) (param $least f32) (param $found i32) (result i32)
 *       (local $first $row $dot i32) (local $sum v128) (local $query v128, one for each 8 columns)
 *   the query is loaded; loop over the rows: sum = the products of 8 columns at a time, added in pairs to 32 bits;
 *   dot = the four lanes of the sum, added; the row's number and dot are written where the next one belongs, which is
 *   then left behind if it is near enough, and written over if not: a jump that cannot be foreseen would take longer.)
 */
function scanModule(width: number): Uint8Array {
  const parts = Array.from({ length: width / 8 }, (_, part) => part);
  const body = [
    ...parts.map((part) => [...constant(0), ...vector(0x00), ...at(part * 16), ...set(query + part)]), // v128.load
    [...get(found), ...set(first)],
    [0x02, 0x40], // block
    [...get(rows), 0x45, 0x0d, 0x00], // nothing to do without rows
    [0x03, 0x40], // loop
    ...parts.map((part) => [
      ...[...get(matrix), ...vector(0x01), ...at(part * 8)], // v128.load8x8_s
      ...[...get(query + part), ...vector(0xba)], // i32x4.dot_i16x8_s
      ...(part === 0 ? [] : vector(0xae)), // i32x4.add
    ]),
    set(sum),
    [...lane(0), ...lane(1), 0x6a, ...lane(2), 0x6a, ...lane(3), 0x6a, ...set(dot)],
    [...get(found), ...get(row), 0x36, ...at(0)], // i32.store
    [...get(found), ...get(dot), 0x36, ...at(4)],
    [...get(dot), 0xb2, ...get(scales), 0x2a, ...at(0), 0x94, ...get(least), 0x5e], // f32.convert, load, mul, gt
    [...constant(3), 0x74, ...get(found), 0x6a, ...set(found)],
    [...get(matrix), ...constant(width), 0x6a, ...set(matrix)],
    [...get(scales), ...constant(4), 0x6a, ...set(scales)],
    [...get(row), ...constant(1), 0x6a, ...tee(row), ...get(rows), 0x49, 0x0d, 0x00], // i32.lt_u, br_if
    [0x0b, 0x0b],
    [...get(found), ...get(first), 0x6b, ...constant(3), 0x76, 0x0b], // i32.sub, i32.shr_u
  ].flat();
  const code = [...[0x02, 0x03, i32, ...unsigned(1 + parts.length), v128], ...body];
  const content = [0x01, ...unsigned(code.length), ...code];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, [0x01, 0x60, 0x05, i32, i32, i32, f32, i32, 0x01, i32]),
    ...section(2, [0x01, ...text('host'), ...text('memory'), 0x02, 0x00, 0x01]),
    ...section(3, [0x01, 0x00]),
    ...section(7, [0x01, ...text('scan'), 0x00, 0x00]),
    ...section(10, content),
  ]);
}

const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number): number[] => [0x21, ...unsigned(local)];
const tee = (local: number): number[] => [0x22, ...unsigned(local)];
const constant = (value: number): number[] => [0x41, ...signed(value)];
const vector = (operation: number): number[] => [0xfd, ...unsigned(operation)];
/** Alignment, of which nothing is promised, and what is added to the address. */
const at = (offset: number): number[] => [0x00, ...unsigned(offset)];
const lane = (index: number): number[] => [...get(sum), ...vector(0x1b), index]; // i32x4.extract_lane
const section = (id: number, content: readonly number[]): number[] => [id, ...unsigned(content.length), ...content];
const text = (value: string): number[] => [value.length, ...new TextEncoder().encode(value)];

/** LEB128. */
function unsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

/** The same of a number that has a sign, and is not negative here. */
function signed(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signed(value >>> 7)];
}
