/** Names that a language and its usual hosts bring along. */

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

export const isGlobal = (language: LanguageId, name: string): boolean =>
  (language === 'python' ? python : script).has(name);
