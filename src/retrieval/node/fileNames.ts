/** What a file's name alone says about its content, so that most of what is no source is never read. */

export function isBinaryName(name: string): boolean {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  return ending !== undefined && binaryEndings.has(ending);
}

/** Lock files, minified bundles, source maps, and what code generators are known to call their output. */
export function isGeneratedName(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    lockFiles.has(lower) ||
    /[.-]min\.(js|mjs|cjs|css)$|\.(bundle|chunk)\.(js|css)$|\.(js|mjs|cjs|css|d\.ts|ts)\.map$|\.snap$|\.tsbuildinfo$/.test(
      lower,
    ) ||
    /(\.pb\.(go|cc|h)|_pb2(_grpc)?\.pyi?|_pb\.(js|d\.ts)|\.g\.(dart|cs)|\.freezed\.dart|\.designer\.cs|\.generated\.\w+)$/.test(
      lower,
    )
  );
}

/** Prose has long lines by nature: they say nothing about minifying. */
export function isProse(name: string): boolean {
  return /\.(md|mdx|markdown|txt|rst|adoc|asciidoc|tex|org|textile|po)$|^(readme|licen[cs]e|changelog|copying|authors|notice)$/i.test(
    name,
  );
}

const lockFiles: ReadonlySet<string> = new Set([
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
  'deno.lock',
  'cargo.lock',
  'composer.lock',
  'gemfile.lock',
  'poetry.lock',
  'pipfile.lock',
  'pdm.lock',
  'uv.lock',
  'go.sum',
  'go.work.sum',
  'mix.lock',
  'pubspec.lock',
  'podfile.lock',
  'package.resolved',
  'gradle.lockfile',
  'packages.lock.json',
  'flake.lock',
]);

const binaryEndings: ReadonlySet<string> = new Set(
  [
    'png jpg jpeg gif bmp ico icns webp avif heic tif tiff psd ai eps sketch fig xcf raw',
    'mp3 mp4 m4a m4v wav flac ogg opus aac avi mov mkv webm wmv mid',
    'ttf otf woff woff2 eot',
    'zip gz tgz bz2 xz zst lz4 7z rar tar jar war ear aar apk ipa dmg iso deb rpm msi cab whl egg nupkg vsix crx',
    'exe dll so dylib a lib o obj pdb class pyc pyo pyd wasm node bin dat elc beam rlib rmeta',
    'pdf doc docx xls xlsx ppt pptx odt ods odp pages numbers key epub mobi',
    'sqlite sqlite3 db db3 mdb parquet arrow feather npy npz pkl pickle h5 hdf5 onnx pt pth safetensors gguf tflite pb',
    'mo gmo swf blend fbx glb stl dwg tfstate',
  ]
    .join(' ')
    .split(' '),
);
