'use strict';
/** Of the test files that jest has found, those with chosen tests. */
const { chosen } = require('./channel.cjs');

module.exports = (files) => {
  const only = chosen();
  const wanted = new Set(only?.map((test) => test.file));
  const kept = !only || wanted.has(undefined) ? files : files.filter((file) => wanted.has(file));
  // Before version 30 each is asked for as an object's `test`.
  return { filtered: Object.assign([...kept], { map: (use) => kept.map((test) => use({ test })) }) };
};
