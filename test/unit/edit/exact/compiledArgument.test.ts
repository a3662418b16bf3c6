/** What the examples of compiled languages become is what their own compilers take. */
import { execFileSync } from 'node:child_process';
import { EditProject } from '../aProject.ts';
import { missing, toolPath } from '../../../fakes/toolProject.ts';
import { casesIn, filesOf } from './exactCases.ts';

const compilers: Readonly<Record<string, readonly [string, ...string[]]>> = {
  Go: ['go', 'vet', './...'],
  Rust: ['cargo', 'check', '--tests', '--offline', '--quiet'],
  Java: ['javac', '-d', 'classes', '-sourcepath', 'src', '@sources'],
};
const versions: Readonly<Record<string, string>> = { Go: 'version', Rust: '--version', Java: '-version' };

suite('An argument added in compiled languages', function () {
  this.timeout(300_000);
  for (const { title, files, expected } of casesIn('compiledArgument.cases.txt')) {
    const language = /^\w+/.exec(title)?.[0] ?? '';
    const compiler = compilers[language];
    if (!compiler || !expected.startsWith('###')) continue;
    test(`compiles, ${title}`, function () {
      if (missing(compiler[0], versions[language] ?? '')) return this.skip();
      const project = new EditProject(files);
      try {
        project.write(filesOf(expected.replace(/^!.*\n/gm, '')));
        project.write({
          sources: Object.keys(files)
            .filter((file) => file.endsWith('.java'))
            .join('\n'),
        });
        const [program, ...args] = compiler;
        const environment = { ...process.env, PATH: toolPath };
        execFileSync(program, args, { cwd: project.root, env: environment, stdio: 'pipe' });
      } finally {
        project.remove();
      }
    });
  }
});
