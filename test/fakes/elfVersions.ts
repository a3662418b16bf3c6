/**
 * The server's library on npm is built on a system with glibc 2.39 and will not load where it is older, as on Debian 12.
 * It needs nothing new: two functions that read numbers, which a newer compiler calls by a new name, and two others that
 * it can do without. So in a copy they get their old names, and the versions that are missing are marked as not needed.
 * (The format: System V ABI, and "ELF Symbol Versioning" of the Linux Standard Base.)
 */

/** @returns undefined when it fits as it is. */
export function forOlderLibc(library: Buffer, libc: string): Buffer | undefined {
  const sections = sectionsOf(library);
  const symbols = sections.find(({ type }) => type === sectionTypes.dynamicSymbols);
  const versions = sections.find(({ type }) => type === sectionTypes.symbolVersions);
  const needs = sections.find(({ type }) => type === sectionTypes.neededVersions);
  if (libc === '' || !symbols || !versions || !needs) return undefined;
  const names = sections[symbols.link]!.offset;
  const nameAt = (at: number): string => library.toString('latin1', names + at, library.indexOf(0, names + at));
  const missing = neededVersions(library, needs).filter(({ name }) => isNewer(nameAt(name), libc));
  if (missing.length === 0) return undefined;
  const copy = Buffer.from(library);
  for (const { at } of missing) copy.writeUInt16LE(weak, at + 4);
  for (let symbol = 0; symbol < symbols.size / symbolSize; symbol++) {
    const at = symbols.offset + symbol * symbolSize;
    const name = library.readUInt32LE(at);
    if (!nameAt(name).startsWith(newPrefix)) continue;
    // The old name is the end of the new one, and any version of it will do.
    copy.writeUInt32LE(name + newPrefix.length, at);
    copy.writeUInt16LE(anyVersion, versions.offset + symbol * 2);
  }
  return copy;
}

interface Section {
  readonly type: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  /** How many entries it has, where that is said. */
  readonly info: number;
}

function sectionsOf(library: Buffer): Section[] {
  const table = Number(library.readBigUInt64LE(0x28));
  const size = library.readUInt16LE(0x3a);
  return Array.from({ length: library.readUInt16LE(0x3c) }, (_, number) => {
    const at = table + number * size;
    return {
      type: library.readUInt32LE(at + 4),
      offset: Number(library.readBigUInt64LE(at + 24)),
      size: Number(library.readBigUInt64LE(at + 32)),
      link: library.readUInt32LE(at + 40),
      info: library.readUInt32LE(at + 44),
    };
  });
}

function neededVersions(library: Buffer, { offset, info }: Section): { at: number; name: number }[] {
  const found: { at: number; name: number }[] = [];
  for (let file = 0, at = offset; file < info; file++, at += library.readUInt32LE(at + 12)) {
    let version = at + library.readUInt32LE(at + 8);
    for (let left = library.readUInt16LE(at + 2); left > 0; left--) {
      found.push({ at: version, name: library.readUInt32LE(version + 8) });
      version += library.readUInt32LE(version + 12);
    }
  }
  return found;
}

function isNewer(version: string, libc: string): boolean {
  const [, major, minor] = /^GLIBC_(\d+)\.(\d+)/.exec(version) ?? [];
  const [ours, theirs] = libc.split('.').map(Number);
  if (major === undefined || minor === undefined) return false;
  return Number(major) > ours! || (Number(major) === ours && Number(minor) > theirs!);
}

const sectionTypes = { dynamicSymbols: 11, neededVersions: 0x6ffffffe, symbolVersions: 0x6fffffff };
const symbolSize = 24;
const weak = 2;
const anyVersion = 1;
const newPrefix = '__isoc23_';
