'use strict';
/** Values that are what they hold: they come back from a file as they were, and can be told to be the same. */
const { types } = require('node:util');

const deepest = 500;

/** Prototypes are told by what they are, since a test may run in a realm of its own. */
function protoKind(value) {
  const proto = Object.getPrototypeOf(value);
  if (proto === null) return 'null';
  return Object.getPrototypeOf(proto) === null && Object.hasOwn(proto, 'hasOwnProperty') ? 'Object' : 'class';
}

const isData = (object) =>
  Object.getOwnPropertySymbols(object).length === 0 &&
  Object.entries(Object.getOwnPropertyDescriptors(object)).every(
    ([name, about]) => 'value' in about && (about.enumerable || (name === 'length' && Array.isArray(object))),
  );

function isPlain(value, depth = 0, above = new Set()) {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (typeof value !== 'object' || value === null) return true;
  if (depth > deepest || above.has(value)) return false;
  above.add(value);
  try {
    const inner = (each) => isPlain(each, depth + 1, above);
    if (Array.isArray(value)) return Object.keys(value).length === value.length && value.every(inner);
    if (types.isMap(value)) return [...value].every(([key, held]) => inner(key) && inner(held));
    if (types.isSet(value)) return [...value].every(inner);
    if (types.isDate(value) || types.isRegExp(value)) return true;
    if (types.isTypedArray(value) || types.isAnyArrayBuffer(value)) return true;
    return protoKind(value) !== 'class' && !types.isProxy(value) && isData(value) && Object.values(value).every(inner);
  } finally {
    above.delete(value);
  }
}

/** Nothing that a program could see tells the two apart: the order of keys and of members counts. */
function isSame(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  if (Array.isArray(a)) return a.length === b.length && a.every((each, at) => isSame(each, b[at]));
  if (types.isMap(a) || types.isSet(a))
    return types.isMap(a) === types.isMap(b) && types.isSet(a) === types.isSet(b) && isSame([...a], [...b]);
  if (types.isDate(a)) return types.isDate(b) && Object.is(a.getTime(), b.getTime());
  if (types.isRegExp(a)) return types.isRegExp(b) && String(a) === String(b) && a.lastIndex === b.lastIndex;
  if (types.isTypedArray(a) || types.isAnyArrayBuffer(a))
    return Object.prototype.toString.call(a) === Object.prototype.toString.call(b) && sameBytes(a, b);
  if (types.isMap(b) || types.isSet(b) || types.isDate(b) || types.isRegExp(b)) return false;
  return protoKind(a) === protoKind(b) && isSame(Object.entries(a), Object.entries(b));
}

function sameBytes(a, b) {
  const bytes = (each) =>
    types.isAnyArrayBuffer(each) ? Buffer.from(each) : Buffer.from(each.buffer, each.byteOffset, each.byteLength);
  return bytes(a).equals(bytes(b));
}

module.exports = { isPlain, isSame };
