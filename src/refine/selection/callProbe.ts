/**
 * A test file that calls one function with many inputs and tells what comes back, for the project's own test tool:
 * each call twice, one line of JSON each, as `probeText` writes them for tests that can be rewritten.
 */
import type { WorkspacePath } from '../../testing/report.ts';
import type { Callable, MadeStruct } from './callable.ts';
import type { MadeInput } from './madeInputs.ts';
import { begun } from './probeText.ts';

export interface CallProbe {
  readonly path: WorkspacePath;
  readonly text: string;
  /** The test's id, as its tool reports it. */
  readonly id: string;
}

/** By their keys. */
export type KeyedInputs = ReadonlyMap<string, MadeInput>;

/** The structs as variables, so that what is done to them can be told, and the call with all that it is given by name. */
function goCall({ callee, parameters, made }: Callable): { setup: string[]; call: string; watched: string[] } {
  const names = parameters.map(({ list }, at) => ({ name: `a${at}`, list }));
  const watched = names.filter(({ list }) => list !== 'none').map(({ name }) => name);
  const setup: string[] = [];
  const next = (): string => {
    const each = names.shift();
    return `${each?.name ?? ''}${each?.list === 'variadic' ? '...' : ''}`;
  };
  const variable = ({ name, passed, fields }: MadeStruct): string => {
    const own = `s${setup.length}`;
    setup.push(`\t\t${own} := ${name}{${fields.map((field) => `${field}: ${next()}`).join(', ')}}`);
    if (passed) watched.push(own);
    return own;
  };
  const on = made?.receiver && made.receiver !== 'plain' ? `${variable(made.receiver)}.` : '';
  const given = (made?.arguments ?? parameters.map(() => 'plain' as const)).map((each) =>
    each === 'plain' ? next() : `${each.passed}${variable(each)}`,
  );
  return { setup, call: `${on}${callee}(${given.join(', ')})`, watched };
}

/** @param file where the function is. @param into absolute path of the file that observations are appended to. */
export function goProbe(file: WorkspacePath, callable: Callable, inputs: KeyedInputs, into: string): CallProbe {
  const { parameters, results } = callable;
  const path = file.replace(/[^/]*$/, 'touchstone_observed_test.go');
  const scenes = [...inputs].map(([key, input]) => {
    const given = input.map((value, at) => `\t\tvar a${at} ${parameters[at]?.written ?? ''} = ${value}`);
    const { setup, call, watched } = goCall(callable);
    const names = Array.from({ length: results }, (_, at) => `r${at}`);
    return [
      `\twatch(${JSON.stringify(key)}, func() string {`,
      ...given,
      ...setup,
      `\t\tgiven := show(${watched.join(', ')})`,
      `\t\t${results > 0 ? `${names.join(', ')} := ` : ''}${call}`,
      `\t\treturn withGiven(show(${names.join(', ')}), given, show(${watched.join(', ')}))`,
      '\t})',
    ].join('\n');
  });
  const text = `package ${callable.package}

import (
	touchstoneJSON "encoding/json"
	touchstoneFmt "fmt"
	touchstoneOS "os"
	touchstoneStrings "strings"
	touchstoneTesting "testing"
)

func TestTouchstoneObserved(t *touchstoneTesting.T) {
	tell := func(key, same, shown string) {
		out, err := touchstoneOS.OpenFile(${JSON.stringify(into)}, touchstoneOS.O_APPEND|touchstoneOS.O_CREATE|touchstoneOS.O_WRONLY, 0o644)
		if err != nil {
			t.Fatal(err)
		}
		defer out.Close()
		row, _ := touchstoneJSON.Marshal([]string{key, same, shown})
		out.Write(append(row, '\\n'))
	}
	one := func(value interface{}) string {
		switch known := value.(type) {
		case nil:
			return "nil"
		case error:
			return touchstoneFmt.Sprintf("error %q", known.Error())
		case uint, uint8, uint16, uint32, uint64:
			return touchstoneFmt.Sprintf("%d", known)
		}
		return touchstoneFmt.Sprintf("%#v", value)
	}
	show := func(values ...interface{}) string {
		var said []string
		for _, value := range values {
			said = append(said, one(value))
		}
		return touchstoneStrings.Join(said, ", ")
	}
	withGiven := func(result, before, after string) string {
		if before == after {
			return result
		}
		return touchstoneStrings.TrimPrefix(result+", and makes of its argument "+after, ", and ")
	}
	watch := func(key string, scene func() string) {
		tell(key, ${JSON.stringify(begun)}, "does not come to an end")
		for again := 0; again < 2; again++ {
			func() {
				defer func() {
					if reason := recover(); reason != nil {
						tell(key, "panics", touchstoneFmt.Sprint("panics: ", reason))
					}
				}()
				said := scene()
				tell(key, said, said)
			}()
		}
	}
${scenes.join('\n')}
}
`;
  return { path, text, id: `${path}::TestTouchstoneObserved` };
}

/** Where a test of Java goes: beside an existing one, whose tool it is written for. */
export interface JavaTestHome {
  readonly path: WorkspacePath;
  readonly text: string;
}

/** Undefined where that test is none of JUnit's. */
export function javaProbe(
  home: JavaTestHome,
  callable: Callable,
  inputs: KeyedInputs,
  into: string,
): CallProbe | undefined {
  const jupiter = /\borg\.junit\.jupiter\b/.test(home.text);
  if (!jupiter && !/\borg\.junit\.Test\b|\borg\.junit\.\*/.test(home.text)) return undefined;
  const own = /^\s*package\s+([\w.]+)\s*;/m.exec(home.text)?.[1]?.replaceAll('.', '/') ?? '';
  const folder = home.path.slice(0, home.path.lastIndexOf('/') + 1);
  if (own !== '' && !folder.endsWith(`${own}/`)) return undefined;
  const root = own === '' ? folder : folder.slice(0, -own.length - 1);
  const place = callable.package === '' ? '' : `${callable.package.replaceAll('.', '/')}/`;
  const path = `${root}${place}TouchstoneObservedTest.java`;
  const { parameters, results } = callable;
  // A method of Java's may have so many bytes and no more.
  const methods = [...inputs].map(([key, input], number) => {
    const given = input.map((value, at) => `    ${declared(parameters[at]!)} a${at} = ${value};`);
    const call = `${callable.callee}(${input.map((_, at) => `a${at}`).join(', ')})`;
    const lists = input.flatMap((_, at) => (parameters[at]?.list === 'none' ? [] : [`a${at}`]));
    const listed = lists.length === 0 ? '""' : lists.map((name) => `one(${name})`).join(' + ", " + ');
    return [
      `  private static String scene${number}() throws Throwable {`,
      ...given,
      `    String given = ${listed};`,
      `    ${results > 0 ? 'Object r0 = ' : ''}${call};`,
      `    return withGiven(${results > 0 ? 'one(r0)' : '""'}, given, ${listed});`,
      '  }',
      `  private static void watch${number}() throws Exception { watch(${javaString(key)}, TouchstoneObservedTest::scene${number}); }`,
    ].join('\n');
  });
  const text = `${callable.package === '' ? '' : `package ${callable.package};\n\n`}public class TouchstoneObservedTest {
  private interface Scene { String run() throws Throwable; }

  @${jupiter ? 'org.junit.jupiter.api.Test' : 'org.junit.Test'}
  public void observed() throws Exception {
${[...inputs].map((_, number) => `    watch${number}();`).join('\n')}
  }

${methods.join('\n\n')}

  private static void watch(String key, Scene scene) throws Exception {
    tell(key, ${javaString(begun)}, "does not come to an end");
    for (int again = 0; again < 2; again++) {
      try {
        String said = scene.run();
        tell(key, said, said);
      } catch (Throwable error) {
        String name = error.getClass().getSimpleName();
        tell(key, "throws " + name, "throws " + name + (error.getMessage() == null ? "" : ": " + error.getMessage()));
      }
    }
  }

  private static String withGiven(String result, String before, String after) {
    if (before.equals(after)) return result;
    return (result.isEmpty() ? "" : result + ", and ") + "makes of its argument " + after;
  }

  private static String one(Object value) {
    if (value instanceof CharSequence) return quoted(value.toString());
    if (value instanceof Character) return "'" + value + "'";
    if (value instanceof java.util.List) {
      java.util.List<String> items = new java.util.ArrayList<>();
      for (Object item : (java.util.List<?>) value) items.add(one(item));
      return items.toString();
    }
    if (value != null && value.getClass().isArray()) {
      java.util.List<String> items = new java.util.ArrayList<>();
      for (int at = 0; at < java.lang.reflect.Array.getLength(value); at++) items.add(one(java.lang.reflect.Array.get(value, at)));
      return items.toString();
    }
    return String.valueOf(value);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\\"");
    for (char each : text.toCharArray()) {
      if (each == '"' || each == '\\\\') out.append('\\\\').append(each);
      else if (each < ' ') out.append(String.format("\\\\u%04x", (int) each));
      else out.append(each);
    }
    return out.append('"').toString();
  }

  private static void tell(String key, String same, String shown) throws Exception {
    String row = "[" + quoted(key) + "," + quoted(same) + "," + quoted(shown) + "]\\n";
    java.nio.file.Files.write(
        java.nio.file.Paths.get(${javaString(into)}),
        row.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.file.StandardOpenOption.CREATE,
        java.nio.file.StandardOpenOption.APPEND);
  }
}
`;
  const name = callable.package === '' ? '' : `${callable.package}.`;
  return { path, text: inAscii(text), id: `${path}::${name}TouchstoneObservedTest#observed` };
}

const javaString = (text: string): string => JSON.stringify(text);

/** With escapes for all that another encoding of sources would read otherwise. */
const inAscii = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);

function declared({ list, written }: Callable['parameters'][number]): string {
  if (list === 'List') return `java.util.${written}`;
  return list === 'none' ? written : `${written}[]`;
}
