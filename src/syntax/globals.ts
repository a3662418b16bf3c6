/** Names that a language and its usual hosts bring along. */

import { byLanguage } from './language.ts';
import type { LanguageId } from './tree.ts';

const script = new Set(
  `undefined NaN Infinity globalThis arguments eval isNaN isFinite parseInt parseFloat encodeURI encodeURIComponent
  decodeURI decodeURIComponent escape unescape Object Function Boolean Symbol Error AggregateError EvalError RangeError
  ReferenceError SyntaxError TypeError URIError Number BigInt Math Date String RegExp Array Int8Array Uint8Array
  Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array
  Map Set WeakMap WeakSet WeakRef FinalizationRegistry ArrayBuffer SharedArrayBuffer Atomics DataView JSON Promise Proxy
  Reflect Intl Iterator console process Buffer require module exports __dirname __filename global setTimeout clearTimeout
  setInterval clearInterval setImmediate clearImmediate queueMicrotask structuredClone URL URLSearchParams TextEncoder
  TextDecoder AbortController AbortSignal Event EventTarget fetch Headers Request Response FormData Blob File crypto
  performance navigator window document self localStorage sessionStorage location history alert btoa atob
  requestAnimationFrame cancelAnimationFrame HTMLElement Element Node describe it test expect before after beforeEach
  afterEach suite setup teardown`.split(/\s+/),
);

const python = new Set(
  `abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr
  dict dir divmod enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int
  isinstance issubclass iter len list locals map max memoryview min next object oct open ord pow print property range
  repr reversed round set setattr slice sorted staticmethod str sum super tuple type vars zip __import__ __name__ __file__
  __doc__ __class__ __builtins__ NotImplemented Ellipsis True False None BaseException Exception ArithmeticError
  AssertionError AttributeError BlockingIOError BrokenPipeError BufferError ChildProcessError ConnectionError EOFError
  EnvironmentError FileExistsError FileNotFoundError FloatingPointError GeneratorExit IOError ImportError IndexError
  InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError
  NotADirectoryError NotImplementedError OSError OverflowError PermissionError ProcessLookupError RecursionError
  ReferenceError RuntimeError StopAsyncIteration StopIteration SyntaxError SystemError SystemExit TabError TimeoutError
  TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError ValueError ZeroDivisionError Warning
  DeprecationWarning RuntimeWarning UserWarning ExceptionGroup _`.split(/\s+/),
);

const java = new Set(
  `Math Integer Long Double Float Short Byte Character Boolean Number String StringBuilder Object Objects System Thread
  Runtime Iterable Comparable Runnable Exception RuntimeException IllegalArgumentException IllegalStateException
  IndexOutOfBoundsException ArithmeticException NullPointerException UnsupportedOperationException Error StackTraceElement
  NumberFormatException ClassCastException InterruptedException length`.split(/\s+/),
);

const go = new Set(
  `append bool byte cap clear close complex complex64 complex128 copy delete error false float32 float64 imag int int8
  int16 int32 int64 iota len make max min new nil panic print println real recover rune string true uint uint8 uint16
  uint32 uint64 uintptr any comparable _`.split(/\s+/),
);

const rust = new Set(
  `Some None Ok Err Self self super crate Box Vec String Option Result Default Clone Copy Iterator drop vec println print
  eprintln eprint format write writeln panic assert assert_eq assert_ne debug_assert matches todo unreachable
  unimplemented i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize f32 f64 bool char str std _`.split(/\s+/),
);

const names = byLanguage<ReadonlySet<string>>(script, { python, java, go, rust });

export const isGlobal = (language: LanguageId, name: string): boolean => names[language].has(name);
