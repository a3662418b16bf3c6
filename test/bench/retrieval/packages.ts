/** What the retrieval bench searches: packages with documented functions, pinned by version and checksum. */

export interface BenchPackage {
  readonly name: string;
  readonly language: 'TypeScript' | 'JavaScript' | 'Python' | 'Go' | 'Rust' | 'Java';
  /** Parameters were chosen on the packages for tuning. What is claimed is claimed of the others. */
  readonly tuning: boolean;
  readonly origin: NpmOrigin | SourceOrigin | DebianOrigin;
  /** The folder of its sources, within the archive; its one top folder, when it has one, is left out. */
  readonly folder: string;
  readonly endings: readonly string[];
  /** Paths to leave out: tests, generated code, copies. */
  readonly without?: RegExp;
}

interface NpmOrigin {
  readonly kind: 'npm';
  /** `name@version`. */
  readonly spec: string;
  /** As the registry states it: `sha512-...`. */
  readonly integrity: string;
}

/** A source package of Debian, of which the archive of the original authors is used. */
interface SourceOrigin {
  readonly kind: 'source';
  readonly source: string;
  readonly archive: string;
  readonly sha256: string;
}

/** A package of Debian that holds sources. */
interface DebianOrigin {
  readonly kind: 'debian';
  /** `name=version`. */
  readonly spec: string;
  readonly sha256: string;
}

const npm = (spec: string, integrity: string): NpmOrigin => ({ kind: 'npm', spec, integrity: `sha512-${integrity}` });
const source = (name: string, archive: string, sha256: string): SourceOrigin => ({
  kind: 'source',
  source: name,
  archive: `${name}_${archive}`,
  sha256,
});
const debian = (spec: string, sha256: string): DebianOrigin => ({ kind: 'debian', spec, sha256 });

const tests =
  /(^|\/)(tests?|testdata|testing|benches|examples?|vendor|__tests__)\/|_test\.go$|\.(test|spec)\.ts$|\.d\.ts$/;

export const packages: readonly BenchPackage[] = [
  {
    name: 'date-fns',
    language: 'JavaScript',
    tuning: true,
    origin: npm(
      'date-fns@2.30.0',
      'fnULvOpxnC5/Vg3NCiWelDsLiUc9bRwAPs/+LfTLNvetFCtCTN+yQz15C/fs4AwX1R9K5GLtLfn8QW+dWisaAw==',
    ),
    folder: 'esm',
    endings: ['.js'],
    without: /^(fp|locale)\//,
  },
  {
    name: 'networkx',
    language: 'Python',
    tuning: true,
    origin: debian('python3-networkx=2.8.8-1', '69888603d1b54696f5c3d02d05527628d2d18661d845109a62fe24aff241aa7b'),
    folder: 'usr/lib/python3/dist-packages/networkx',
    endings: ['.py'],
    without: tests,
  },
  {
    name: 'golang.org/x/net',
    language: 'Go',
    tuning: true,
    origin: source(
      'golang-golang-x-net',
      '0.7.0+dfsg.orig.tar.gz',
      '54ae5e20baf32993c60638fbacf4dc9b50f470a7c32d2a55aec0059577b4e8bd',
    ),
    folder: '.',
    endings: ['.go'],
    without: tests,
  },
  {
    name: 'commons-collections',
    language: 'Java',
    tuning: true,
    origin: source(
      'libcommons-collections4-java',
      '4.2.orig.tar.xz',
      'e6b25f22128d2b5e6181d9736f313103e079366013f853061aba16e8d4feb729',
    ),
    folder: 'src/main/java',
    endings: ['.java'],
  },
  {
    name: 'effect',
    language: 'TypeScript',
    tuning: false,
    origin: npm(
      'effect@3.10.0',
      'J9rsJBXNHZxklJTbHriY8D9wIHhmvXDamExW4pPZ2kPNZ+XRfstXeHBqpXAIK+B42ASVbuDswAXyup5WHWK6jg==',
    ),
    folder: 'src',
    endings: ['.ts'],
    without: tests,
  },
  {
    name: 'rxjs',
    language: 'TypeScript',
    tuning: false,
    origin: npm(
      'rxjs@7.8.1',
      'AA3TVj+0A2iuIoQkWEK/tqFjBq2j+6PO6Y0zJcvzLAFhEFIO3HL0vls9hWLncZbAAbK0mar7oZ4V079I/qPMxg==',
    ),
    folder: 'src',
    endings: ['.ts'],
    without: tests,
  },
  {
    name: 'maplibre-gl',
    language: 'TypeScript',
    tuning: false,
    origin: npm(
      'maplibre-gl@4.7.1',
      'lgL7XpIwsgICiL82ITplfS7IGwrB1OJIw/pCvprDp2dhmSSEBgmPzYRvwYYYvJGJD7fxUv1Tvpih4nZ6VrLuaA==',
    ),
    folder: 'src',
    endings: ['.ts'],
    without: tests,
  },
  {
    name: 'three',
    language: 'JavaScript',
    tuning: false,
    origin: npm(
      'three@0.169.0',
      'Ed906MA3dR4TS5riErd4QBsRGPcx+HBDX2O5yYE5GqJeFQTPU+M56Va/f/Oph9X7uZo3W3o4l2ZhBZ6f6qUv0w==',
    ),
    folder: 'src',
    endings: ['.js'],
  },
  {
    name: 'phaser',
    language: 'JavaScript',
    tuning: false,
    origin: npm(
      'phaser@3.86.0',
      'A7rog3GhXYcWsPimteQmudyY6W0fx0eviOoo9Cwpzae1RPeJBDkhmWv5IFrQO9dL+T907E4dprQPnd2D4WhoEw==',
    ),
    folder: 'src',
    endings: ['.js'],
  },
  {
    name: 'mathjs',
    language: 'JavaScript',
    tuning: false,
    origin: npm(
      'mathjs@13.2.0',
      'P5PZoiUX2Tkghkv3tsSqlK0B9My/ErKapv1j6wdxd0MOrYQ30cnGE4LH/kzYB2gA5rN46Njqc4cFgJjaxgijoQ==',
    ),
    folder: 'lib/esm',
    endings: ['.js'],
    without: /(^|\/)(entry|embeddedDocs)\//,
  },
  {
    name: 'ol',
    language: 'JavaScript',
    tuning: false,
    origin: npm(
      'ol@10.2.1',
      '2bB/y2vEnmzjqynP0NA7Cp8k86No3Psn63Dueicep3E3i09axWRVIG5IS/bylEAGfWQx0QXD/uljkyFoY60Wig==',
    ),
    folder: '.',
    endings: ['.js'],
    without: /^(dist|src|build)\//,
  },
  {
    name: "Python's library",
    language: 'Python',
    tuning: false,
    origin: source(
      'python3.11',
      '3.11.2.orig.tar.gz',
      '2411c74bda5bbcfcddaf4531f66d1adc73f247f529aee981b029513aefdbf849',
    ),
    folder: 'Lib',
    endings: ['.py'],
    without: /(^|\/)(tests?|idlelib|lib2to3|site-packages|idle_test)\//,
  },
  {
    name: 'django',
    language: 'Python',
    tuning: false,
    origin: debian(
      'python3-django=3:3.2.25-0+deb12u7',
      '9ad8ed29d9026207970777e194f658c39b3a7a96a932967f043503fc25bdc319',
    ),
    folder: 'usr/lib/python3/dist-packages/django',
    endings: ['.py'],
  },
  {
    name: "Go's library",
    language: 'Go',
    tuning: false,
    origin: source(
      'golang-1.19',
      '1.19.8.orig.tar.gz',
      '1d7a67929dccafeaf8a29e55985bc2b789e0499cb1a17100039f084e3238da2f',
    ),
    folder: 'src',
    endings: ['.go'],
    without: new RegExp(`${tests.source}|^(cmd|vendor)/|zerrors|zsyscall|zsysnum|ztypes|rewrite[A-Z]|opGen`),
  },
  {
    name: 'golang.org/x/tools',
    language: 'Go',
    tuning: false,
    origin: source(
      'golang-golang-x-tools',
      '0.5.0+ds.orig.tar.gz',
      '081c21e3dad908e907156df9c44daf54cab6c870eaeb3e17753f29a2d4e535bf',
    ),
    folder: '.',
    endings: ['.go'],
    without: tests,
  },
  {
    name: 'tokio',
    language: 'Rust',
    tuning: false,
    origin: debian('librust-tokio-dev=1.24.2-1', '8b6d6c9cbfcf1980136c4a1472c31053c3282bcd905b73f5201292c62fb5f873'),
    folder: 'usr/share/cargo/registry/tokio-1.24.2/src',
    endings: ['.rs'],
    without: tests,
  },
  {
    name: 'image',
    language: 'Rust',
    tuning: false,
    origin: debian('librust-image-dev=0.24.3-1', 'cda9bb63bcad9dcc91a0a10e4da2725cb6d36c81f7a57eb14384a02bd6b75f39'),
    folder: 'usr/share/cargo/registry/image-0.24.3/src',
    endings: ['.rs'],
    without: tests,
  },
  {
    name: 'guava',
    language: 'Java',
    tuning: false,
    origin: source(
      'guava-libraries',
      '31.1.orig.tar.xz',
      '3dbb56b34e5ebd1b97184f72d31fbf9da24cc26c28f1ad3714aeeefdeedaed2a',
    ),
    folder: 'guava/src',
    endings: ['.java'],
  },
  {
    name: 'commons-math',
    language: 'Java',
    tuning: false,
    origin: source(
      'commons-math3',
      '3.6.1.orig.tar.xz',
      '16d940c11c48793214915b72201c35719acd1cb40278066b3c090165550fd992',
    ),
    folder: 'src/main/java',
    endings: ['.java'],
  },
];
