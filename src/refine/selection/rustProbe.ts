/**
 * A module of tests in the candidate's own file that calls one function with many inputs and tells what comes back:
 * only there what is private can be called. Each input in a process that another one goes on from where it hangs
 * or ends, several times each, one line of JSON each, as `probeText` writes them for tests that can be rewritten.
 */
import type { WorkspacePath } from '../../testing/report.ts';
import type { MadeStruct, RustCallable, UnshownType } from './callable.ts';
import type { CallProbe, KeyedInputs } from './callProbe.ts';
import { begun, readObservations, type Observation } from './probeText.ts';
import { rustString, rustStruct } from './rustText.ts';

/** Where a file is, and which module it is. */
export interface RustHome {
  readonly path: WorkspacePath;
  /** `a::b`, '' for the root of a crate. */
  readonly module: string;
}

/**
 * @param text of the file as the candidate writes it
 * @param callable as it is in that text
 * @param into absolute path of the file that observations are appended to
 */
export function rustProbe(
  { path, module }: RustHome,
  text: string,
  callable: RustCallable,
  inputs: KeyedInputs,
  into: string,
): CallProbe {
  const calls = [...inputs].map(
    ([key, input]) =>
      `(${rustString(key)}, (|| touchstone_call(${input.join(', ')})) as fn() -> touchstone_tool::Text)`,
  );
  const probe = `
#[cfg(test)]
#[allow(warnings)]
mod ${probeModule} {
    use super::*;
${toolModule(into)}
    macro_rules! touchstone_told {
        ($value:expr) => {{
            use self::touchstone_tool::{ByDebug, ByDisplay, ByNothing};
            let told = (&&&touchstone_tool::Told(&$value)).told();
            told
        }};
    }
${callable.unshown.map(shownByFields).join('')}${scene(callable)}
    #[test]
    fn ${probeTest}() {
        touchstone_tool::observe(module_path!(), &[
            ${calls.join(',\n            ')},
        ]);
    }
}
`;
  const name = [module, callable.package, probeModule, probeTest].filter((part) => part !== '').join('::');
  return { path, text: text.slice(0, callable.end) + probe + text.slice(callable.end), id: `${path}::${name}` };
}

const probeModule = 'touchstone_observed';
const probeTest = 'touchstone_calls';

/** Arguments and structs as variables, so that what is done to them can be told, and the call with these. */
function scene({ parameters, made, path, results }: RustCallable): string {
  const names = parameters.map((parameter, at) => ({ name: `a${at}`, ...parameter }));
  const taken = names.map(({ name, written }) => `mut ${name}: ${written.replace('&str', "&'static str")}`).join(', ');
  const lines: string[] = [];
  const watched = names.flatMap(({ name, passed }) => (passed === '&mut ' ? [name] : []));
  const next = (): string => {
    const { name = '', passed = '' } = names.shift() ?? {};
    return `${passed}${name}`;
  };
  const variable = (struct: MadeStruct, at: number): string => {
    lines.push(`let mut s${at} = ${rustStruct(struct, struct.fields.map(next))};`);
    if (struct.passed === '&mut ') watched.push(`s${at}`);
    return `${struct.passed}s${at}`;
  };
  const plain = parameters.map(() => 'plain' as const);
  const all = made ? [...(made.receiver ? [made.receiver] : []), ...made.arguments] : plain;
  const given = all.map((each, at) => (each === 'plain' ? next() : variable(each, at)));
  const call = `${path}(${given.join(', ')})`;
  const seen = `touchstone_tool::several(&[${watched.map((name) => `touchstone_told!(${name})`).join(', ')}])`;
  return `
    fn touchstone_call(${taken}) -> touchstone_tool::Text {
        ${lines.join('\n        ')}
        let before = ${seen};
        let told = ${results > 0 ? `{ let result = ${call}; touchstone_told!(result) }` : `{ ${call}; touchstone_tool::several(&[]) }`};
        touchstone_tool::with_given(told, before, ${seen})
    }
`;
}

/** What says nowhere how it is shown is shown as a compiler would derive it. */
function shownByFields({ name, lifetimes, forms }: UnshownType): string {
  const arms = forms.map(({ path, fields }) => {
    const isTuple = fields[0] === '0';
    const builder = isTuple ? 'debug_tuple' : 'debug_struct';
    const each = fields.map((field, at) => {
      const value = `&touchstone_tool::touchstone_std::format_args!("{}", touchstone_told!(v${at}))`;
      return `.field(${isTuple ? '' : `${rustString(field)}, `}${value})`;
    });
    const bound = fields.map((field, at) => `${field}: ref v${at}`).join(', ');
    const shown = rustString(path.replace(/^.*::/, ''));
    return `${path} { ${bound} } => out.${fields.length === 0 ? `write_str(${shown})` : `${builder}(${shown})${each.join('')}.finish()`},`;
  });
  return `
    impl${lifetimes} touchstone_tool::touchstone_std::fmt::Debug for ${name}${lifetimes} {
        fn fmt(&self, out: &mut touchstone_tool::touchstone_std::fmt::Formatter) -> touchstone_tool::touchstone_std::fmt::Result {
            match *self {
                ${arms.join('\n                ')}
            }
        }
    }
`;
}

/** So often a call may hang for a second, or end its process. */
const mostEnds = 8;
/** What depends on a random order shows in so many runs, where they are quick. */
const mostRuns = 8;

/** The three traits are tried in their order: the more references, the sooner. */
const toolModule = (into: string): string => `
    mod touchstone_tool {
        pub extern crate std as touchstone_std;
        use self::touchstone_std::fmt::{Debug, Display};
        use self::touchstone_std::io::Write;
        use self::touchstone_std::prelude::v1::*;
        use self::touchstone_std::sync::atomic::{AtomicUsize, Ordering};
        use self::touchstone_std::time::{Duration, Instant};
        use self::touchstone_std::{any, env, fs, panic, process, thread};

        pub type Text = String;
        pub struct Told<'a, T: 'a>(pub &'a T);
        pub trait ByDebug {
            fn told(&self) -> String;
        }
        pub trait ByDisplay {
            fn told(&self) -> String;
        }
        pub trait ByNothing {
            fn told(&self) -> String;
        }
        impl<'a, 'b, 'c, T: Debug> ByDebug for &'b &'c Told<'a, T> {
            fn told(&self) -> String {
                touchstone_std::format!("{:?}", self.0)
            }
        }
        impl<'a, 'b, T: Display> ByDisplay for &'b Told<'a, T> {
            fn told(&self) -> String {
                touchstone_std::format!("{}", self.0)
            }
        }
        impl<'a, T> ByNothing for Told<'a, T> {
            fn told(&self) -> String {
                String::from(${rustString(notShown)})
            }
        }

        pub fn several(texts: &[String]) -> String {
            texts.join(", ")
        }

        pub fn with_given(result: String, before: String, after: String) -> String {
            if before == after {
                result
            } else if result.is_empty() {
                touchstone_std::format!("makes of its argument {}", after)
            } else {
                touchstone_std::format!("{}, and makes of its argument {}", result, after)
            }
        }

        const INTO: &'static str = ${rustString(into)};
        const BEGUN: &'static str = ${rustString(begun)};
        const ENDLESS: &'static str = "does not come to an end";
        const IN_CHILD: &'static str = "TOUCHSTONE_OBSERVED";
        const DONE: usize = !0;
        static STEP: AtomicUsize = AtomicUsize::new(0);

        pub fn observe(module: &str, calls: &[(&str, fn() -> String)]) {
            if env::var_os(IN_CHILD).is_some() {
                return tell_all(calls);
            }
            let name = touchstone_std::format!("{}::${probeTest}", module.splitn(2, "::").last().unwrap_or(""));
            for _ in 0..${mostEnds} {
                let ended = process::Command::new(env::current_exe().unwrap())
                    .args(&["--exact", &name, "--test-threads=1"])
                    .env(IN_CHILD, "1")
                    .stdin(process::Stdio::null())
                    .stdout(process::Stdio::null())
                    .stderr(process::Stdio::null())
                    .status();
                if ended.is_err() {
                    return tell_all(calls);
                }
                if count_begun() >= calls.len() {
                    return;
                }
            }
        }

        fn tell_all(calls: &[(&str, fn() -> String)]) {
            panic::set_hook(Box::new(|_| {}));
            thread::spawn(end_where_it_hangs);
            for &(key, call) in calls.iter().skip(count_begun()) {
                tell(key, BEGUN, ENDLESS);
                let started = Instant::now();
                let mut first = None;
                for again in 0..${mostRuns} {
                    if again > 1 && started.elapsed() > Duration::from_millis(20) {
                        break;
                    }
                    STEP.fetch_add(1, Ordering::SeqCst);
                    let (same, shown) = match panic::catch_unwind(panic::AssertUnwindSafe(call)) {
                        Ok(said) => (said.clone(), said),
                        Err(reason) => (String::from("panics"), reason_of(&*reason)),
                    };
                    if first.as_ref() != Some(&same) {
                        tell(key, &same, &shown);
                        first = Some(first.unwrap_or(same));
                    }
                }
            }
            STEP.store(DONE, Ordering::SeqCst);
        }

        fn end_where_it_hangs() {
            let mut seen = 0;
            let mut waited = 0;
            while waited < 10 {
                thread::sleep(Duration::from_millis(100));
                let now = STEP.load(Ordering::SeqCst);
                if now == DONE {
                    return;
                }
                waited = if now == seen { waited + 1 } else { 0 };
                seen = now;
            }
            process::exit(1);
        }

        fn reason_of(reason: &(dyn any::Any + Send)) -> String {
            let known = reason.downcast_ref::<&'static str>().map(|text| String::from(*text));
            match known.or_else(|| reason.downcast_ref::<String>().cloned()) {
                Some(text) => touchstone_std::format!("panics: {}", text),
                None => String::from("panics"),
            }
        }

        fn count_begun() -> usize {
            let end = touchstone_std::format!(",{},{}]", json(BEGUN), json(ENDLESS));
            let told = fs::read_to_string(INTO).unwrap_or_default();
            told.lines().filter(|line| line.ends_with(&end)).count()
        }

        fn tell(key: &str, same: &str, shown: &str) {
            let row = touchstone_std::format!("[{},{},{}]\\n", json(key), json(same), json(shown));
            let mut out = fs::OpenOptions::new().append(true).create(true).open(INTO).unwrap();
            out.write_all(row.as_bytes()).unwrap();
        }

        fn json(text: &str) -> String {
            let mut out = String::from("\\"");
            for each in text.chars().take(20_000) {
                match each {
                    '"' | '\\\\' => {
                        out.push('\\\\');
                        out.push(each);
                    }
                    _ if each < ' ' => out.push_str(&touchstone_std::format!("\\\\u{:04x}", each as u32)),
                    _ => out.push(each),
                }
            }
            out.push('"');
            out
        }
    }
`;

const notShown = '(not shown)';

/** What was told of a call, without those of which nothing could be. */
export function rustObservations(text: string): ReadonlyMap<string, Observation> {
  const all = readObservations(text, ([key, same, shown]) => [
    key,
    inOrder(same).slice(0, 2000),
    inOrder(shown).slice(0, 300),
  ]);
  return new Map([...all].filter(([, { same }]) => same !== notShown));
}

/** Maps and sets tell what they hold in any order. */
export function inOrder(text: string): string {
  const open: { readonly bracket: string; readonly isAnyOrder: boolean; readonly items: string[]; item: string }[] = [];
  let current = { bracket: '', isAnyOrder: false, items: [] as string[], item: '' };
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\[^']*'?)'|, |[^]/g)) {
    if (/^[([{]$/.test(token)) {
      open.push(current);
      // Behind a name it is a struct.
      current = { bracket: token, isAnyOrder: token === '{' && !/[\w>]\s*$/.test(current.item), items: [], item: '' };
    } else if (/^[)\]}]$/.test(token)) {
      const above = open.pop();
      if (!above || closing.get(current.bracket) !== token) return text;
      const items = [...current.items, current.item];
      above.item += `${current.bracket}${(current.isAnyOrder ? items.sort() : items).join(', ')}${token}`;
      current = above;
    } else if (token === ', ') {
      current.items.push(current.item);
      current.item = '';
    } else current.item += token;
  }
  return open.length > 0 ? text : [...current.items, current.item].join(', ');
}

const closing = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);
