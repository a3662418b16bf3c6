const VOWELS = 'aeiou';

function wrap(text, width) {
  const lines = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > width && line !== '') {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : line + ' ' + word;
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}

function countVowels(text) {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    if (VOWELS.includes(text[i].toLowerCase())) {
      count++;
    }
  }
  return count;
}

function parseVersion(version) {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?$/.exec(version.trim());
  if (!match) {
    return null;
  }
  const [, major, minor, patch] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch ?? 0) };
}

function compareVersions(left, right) {
  const a = parseVersion(left);
  const b = parseVersion(right);
  if (a.major !== b.major) return a.major < b.major ? -1 : 1;
  if (a.minor !== b.minor) return a.minor < b.minor ? -1 : 1;
  return a.patch - b.patch;
}

const slugify = (title, separator = '-') =>
  title
    .toLowerCase()
    .trim()
    .replace(/[^a-z0-9]+/g, separator)
    .replace(/^-+|-+$/g, '');

function runLengths(text) {
  const runs = [];
  let start = 0;
  while (start < text.length) {
    let end = start + 1;
    while (end < text.length && text[end] === text[start]) {
      end += 1;
    }
    runs.push([text[start], end - start]);
    start = end;
  }
  return runs;
}

function parseQuery(query) {
  const result = {};
  if (!query) return result;
  for (const pair of query.split('&')) {
    const at = pair.indexOf('=');
    const key = at < 0 ? pair : pair.slice(0, at);
    const value = at < 0 ? '' : decodeURIComponent(pair.slice(at + 1));
    if (key in result) {
      result[key] = [].concat(result[key], value);
    } else {
      result[key] = value;
    }
  }
  return result;
}

module.exports = { wrap, countVowels, parseVersion, compareVersions, slugify, runLengths, parseQuery };
