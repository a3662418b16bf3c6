'use strict';
/** Which files have changed on disk, for what stays loaded between runs. */
const fs = require('node:fs');

/** No write leaves all of a stamp as it was. A file that is not there has one too. */
exports.stampsOf = (files) => {
  const stamps = new Map();
  for (const file of files) {
    const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
    stamps.set(file, stat && `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`);
  }
  return stamps;
};

/** The files that are not as they were when these stamps were taken. */
exports.changedSince = (stamps) => {
  const now = exports.stampsOf(stamps.keys());
  return [...stamps.keys()].filter((file) => stamps.get(file) !== now.get(file));
};

/** The files of a folder by which tools are set up. */
exports.settingsIn = (folder) =>
  fs
    .readdirSync(folder)
    .filter((name) => SETTINGS.test(name))
    .map((name) => `${folder}/${name}`);

const SETTINGS =
  /^(?:package\.json|[jt]sconfig.*\.json|\.env.*|\.swcrc|\.babelrc.*|babel\.config\..*|(?:jest|vite|vitest)[.-].*)$/;
