import assert from 'node:assert/strict';
import { candidatesAt } from '../../../../src/refine/templates/candidatesAt.ts';
import type { LanguageId } from '../../../../src/syntax/tree.ts';
import { applyEdits } from '../../../../src/text/edit.ts';
import { parser } from './grammars.ts';

/** A family's row: `wrong` is a text with `»` in front of the suspicious line, `right` one of its repairs. */
interface Row {
  readonly language: LanguageId;
  readonly wrong: string;
  readonly right: string;
}

const js = (wrong: string, right: string): Row => ({ language: 'typescript', wrong, right });
const py = (wrong: string, right: string): Row => ({ language: 'python', wrong, right });
const inFile =
  (language: LanguageId, before: string, after: string) =>
  (wrong: string, right: string): Row => ({
    language,
    wrong: before + wrong + after,
    right: before + right + after,
  });
const java = inFile(
  'java',
  'class A {\n  int f(int n, int[] xs, List<String> names, String text, boolean ok) {\n',
  '\n    return 0;\n  }\n}',
);
const go = inFile(
  'go',
  'package a\n\nfunc f(n int, xs []int, text string, ok bool) (int, error) {\n',
  '\n\treturn 0, nil\n}',
);
const rust = inFile('rust', 'fn f(n: usize, xs: &[u32], text: &str, ok: bool) -> usize {\n', '\n    0\n}');

const table: Readonly<Record<string, readonly Row[]>> = {
  'operators in Java, Go and Rust': [
    java('»    if (n < 3) n++;', '    if (n <= 3) n++;'),
    java('»    if (n > 0 && ok) n--;', '    if (n > 0 || ok) n--;'),
    java('»    n += 1;', '    n -= 1;'),
    go('»\tif n < 3 {\n\t\tn++\n\t}', '\tif n <= 3 {\n\t\tn++\n\t}'),
    go('»\tif !ok {\n\t\tn++\n\t}', '\tif ok {\n\t\tn++\n\t}'),
    go('»\tm := n + 2', '\tm := n - 2'),
    rust('»    let m = n * 2;', '    let m = n + 2;'),
    rust('»    if ok || n > 3 { return 1; }', '    if ok && n > 3 { return 1; }'),
    rust('»    let y = matches!(n, k if k >= 3);', '    let y = matches!(n, k if k > 3);'),
  ],
  'what is read like a field': [
    js(
      'class Queue {\n  a = new Map<string, string>();\n  b = new Map<string, string>();\n  c = new Map<string, string>();\n  d = new Map<string, string>();\n  e = new Map<string, string>();\n  f = new Map<string, string>();\n  g = new Map<string, string>();\n  h = new Map<string, string>();\n  i = new Map<string, string>();\n  j = new Map<string, string>();\n  get left(): number {\n    return 3;\n  }\n  wait() {\n    this.a.clear(); this.b.clear(); this.c.clear(); this.d.clear(); this.e.clear(); this.f.clear(); this.g.clear(); this.h.clear(); this.i.clear(); this.j.clear();\n»    let wait = 0;\n    return wait;\n  }\n}',
      'class Queue {\n  a = new Map<string, string>();\n  b = new Map<string, string>();\n  c = new Map<string, string>();\n  d = new Map<string, string>();\n  e = new Map<string, string>();\n  f = new Map<string, string>();\n  g = new Map<string, string>();\n  h = new Map<string, string>();\n  i = new Map<string, string>();\n  j = new Map<string, string>();\n  get left(): number {\n    return 3;\n  }\n  wait() {\n    this.a.clear(); this.b.clear(); this.c.clear(); this.d.clear(); this.e.clear(); this.f.clear(); this.g.clear(); this.h.clear(); this.i.clear(); this.j.clear();\n    let wait = this.left;\n    return wait;\n  }\n}',
    ),
    js(
      'class C {\n  get first() {\n    return 1;\n  }\n  get last() {\n    return 2;\n  }\n  f() {\n»    return this.first;\n  }\n}',
      'class C {\n  get first() {\n    return 1;\n  }\n  get last() {\n    return 2;\n  }\n  f() {\n    return this.last;\n  }\n}',
    ),
    py(
      'class C:\n    @property\n    def first(self):\n        return 1\n    @functools.cached_property\n    def last(self):\n        return 2\n    def f(self):\n»        return self.first',
      'class C:\n    @property\n    def first(self):\n        return 1\n    @functools.cached_property\n    def last(self):\n        return 2\n    def f(self):\n        return self.last',
    ),
  ],
  'ends of ranges and slices': [
    java('»    for (int i = 0; i < xs.length; i++) n += xs[i];', '    for (int i = 1; i < xs.length; i++) n += xs[i];'),
    java('»    String s = text.substring(1, n);', '    String s = text.substring(1, n + 1);'),
    go('»\tys := xs[1:n]', '\tys := xs[1:n + 1]'),
    go('»\tfor i := 0; i < n; i++ {\n\t}', '\tfor i := 1; i < n; i++ {\n\t}'),
    rust('»    for i in 0..n { }', '    for i in 0..=n { }'),
    rust('»    for i in 0..n { }', '    for i in (0..n).rev() { }'),
    rust('»    let part = &xs[1..n];', '    let part = &xs[..n];'),
    rust('»    let last = xs[0];', '    let last = xs[xs.len() - 1];'),
  ],
  'slips of Java': [
    java('»    if (text == names.get(0)) n++;', '    if (text.equals(names.get(0))) n++;'),
    java('»    text.trim();', '    text = text.trim();'),
    java('»    double m = n / 2;', '    double m = (double) n / 2;'),
    java('»    long m = n * n;', '    long m = (long) n * n;'),
    java('»    List<String> more = names;', '    List<String> more = new ArrayList<>(names);'),
    java('»    names.sort((a, b) -> a.compareTo(b));', '    names.sort((a, b) -> b.compareTo(a));'),
    java('»    Map<String, Integer> m = new HashMap<>();', '    Map<String, Integer> m = new LinkedHashMap<>();'),
    java('»    int first = xs[n];', '    if (n >= xs.length) return 0;\n    int first = xs[n];'),
  ],
  'slips of Go': [
    go(
      '»\tm, err := strconv.Atoi(text)\n\tn = m',
      '\tm, err := strconv.Atoi(text)\n\tif err != nil {\n\t\treturn 0, err\n\t}\n\tn = m',
    ),
    go('\tif ok {\n»\t\tn := 2\n\t\tuse(n)\n\t}', '\tif ok {\n\t\tn = 2\n\t\tuse(n)\n\t}'),
    go('»\tys := xs', '\tys := append([]int{}, xs...)'),
    go('»\txs = append(xs, n)', '\txs = append([]int{n}, xs...)'),
    go('\tfor _, p := range points {\n»\t\tp.x = 1\n\t}', '\tfor i := range points {\n\t\tpoints[i].x = 1\n\t}'),
    {
      language: 'go',
      wrong: 'package a\n\ntype C struct{ n int }\n\n»func (c C) Add() {\n\tc.n++\n}',
      right: 'package a\n\ntype C struct{ n int }\n\nfunc (c *C) Add() {\n\tc.n++\n}',
    },
  ],
  'slips of Rust': [
    rust('»    let m = n - 3;', '    let m = n.saturating_sub(3);'),
    rust('»    let m = n.saturating_sub(3);', '    let m = n - 3;'),
    rust('»    let m = xs.iter().max();', '    let m = xs.iter().min();'),
    rust('»    v.sort_by(|a, b| a.cmp(b));', '    v.sort_by(|a, b| b.cmp(&a));'),
    rust('»    for x in xs.iter() { }', '    for x in xs.iter().rev() { }'),
    rust('»    let m = text.find("x").unwrap();', '    let m = text.find("x").unwrap_or(0);'),
    rust(
      '    match n {\n»        0 => 1,\n        _ => 2,\n    };',
      '    match n {\n        0 => 2,\n        _ => 1,\n    };',
    ),
  ],
  'what similar functions do': [
    js(
      'class L {\n  drop(code: string) {\n    const b = this.known.get(code);\n    if (!b) return false;\n    this.gone.add(b);\n  }\n  move(code: string) {\n    const b = this.known.get(code);\n»    this.moved.add(b);\n  }\n}',
      'class L {\n  drop(code: string) {\n    const b = this.known.get(code);\n    if (!b) return false;\n    this.gone.add(b);\n  }\n  move(code: string) {\n    const b = this.known.get(code);\n    if (!b) return false;\n    this.moved.add(b);\n  }\n}',
    ),
    py(
      'def add_left(xs, item):\n    if item in xs:\n        return xs\n    return [item] + xs\ndef add_right(ys, thing):\n»    return ys + [thing]',
      'def add_left(xs, item):\n    if item in xs:\n        return xs\n    return [item] + xs\ndef add_right(ys, thing):\n    if thing in ys:\n        return ys\n    return ys + [thing]',
    ),
  ],
  'what is added up': [
    py('for x in xs:\n»    sums[x.k] = x.v', 'for x in xs:\n    sums[x.k] = sums.get(x.k, 0) + x.v'),
    py('for x in xs:\n»    sums[x.k] = x.v', 'for x in xs:\n    sums[x.k] = sums[x.k] + x.v if x.k in sums else x.v'),
    js(
      'for (const x of xs) {\n»  sums[x.k] = x.v;\n}',
      'for (const x of xs) {\n  sums[x.k] = (sums[x.k] ?? 0) + x.v;\n}',
    ),
    js(
      'for (const x of xs) {\n»  sums.set(x.k, x.v);\n}',
      'for (const x of xs) {\n  sums.set(x.k, (sums.get(x.k) ?? 0) + x.v);\n}',
    ),
    js(
      'class C {\n  drop(e) {\n    this.total -= e.weight;\n  }\n  put(e, weight) {\n»    this.all.push(e);\n  }\n}',
      'class C {\n  drop(e) {\n    this.total -= e.weight;\n  }\n  put(e, weight) {\n    this.total += weight;\n    this.all.push(e);\n  }\n}',
    ),
  ],
  'what a loop should pass over': [
    py(
      'def old(xs, day):\n    return [x for x in xs if x.end < day]\ndef f(xs, day):\n    for x in xs:\n»        use(x)',
      'def old(xs, day):\n    return [x for x in xs if x.end < day]\ndef f(xs, day):\n    for x in xs:\n        if x.end < day:\n            continue\n        use(x)',
    ),
  ],
  'what a value goes through': [
    py(
      'class C:\n    def open(self, day):\n        return day\n    def f(self, day):\n»        day = day + 1\n        return day',
      'class C:\n    def open(self, day):\n        return day\n    def f(self, day):\n        day = self.open(day + 1)\n        return day',
    ),
    js(
      'function trim(name) {\n  return name;\n}\nfunction f(name) {\n»  return name;\n}',
      'function trim(name) {\n  return name;\n}\nfunction f(name) {\n  return trim(name);\n}',
    ),
  ],
  'names of comprehensions, calls that nobody makes': [
    py('»return [(a, b, f(b)) for a, b in xs]', 'return [(a, b, f(a)) for a, b in xs]'),
    js(
      'function once(on, f) {\n  const off = on((p) => {\n»    f(p);\n  });\n}',
      'function once(on, f) {\n  const off = on((p) => {\n    off();\n    f(p);\n  });\n}',
    ),
    js('»d.setUTCDate(d.getUTCDay() + 7);', 'd.setUTCDate(d.getUTCDate() + 7);'),
  ],
  'what is asked of what': [
    js('»if (part.startsWith(whole)) f();', 'if (whole.startsWith(part)) f();'),
    js('»return names[0].localeCompare(name);', 'return name.localeCompare(names[0]);'),
    py('»if part.endswith(whole): f()', 'if whole.endswith(part): f()'),
    java('»    if (text.startsWith(names.get(0))) n++;', '    if (names.get(0).startsWith(text)) n++;'),
    rust('»    if text.contains(name) { return 1; }', '    if name.contains(text) { return 1; }'),
  ],
  'steps that have to do with each other': [
    js(
      '»if (queue.length === 0) {\n  close(queue);\n}\nqueue.pop();',
      'queue.pop();\nif (queue.length === 0) {\n  close(queue);\n}',
    ),
  ],
  'comparison operators': [
    js('»if (a < b) f();', 'if (a <= b) f();'),
    js('»if (a === b) f();', 'if (a !== b) f();'),
    js('»return a > b;', 'return a < b;'),
    py('»if a >= b: f()', 'if a > b: f()'),
    py('»if a is None: f()', 'if a is not None: f()'),
    py('»if a not in b: f()', 'if a in b: f()'),
    py('»if a is b: f()', 'if a == b: f()'),
  ],
  'what nobody reads': [
    js(
      'function fee(price: number, discount: number) {\n»  return round(price);\n}',
      'function fee(price: number, discount: number) {\n  return round(price - discount);\n}',
    ),
    js(
      'function link(base: string, path: string) {\n»  return open(path);\n}',
      'function link(base: string, path: string) {\n  return open(base + path);\n}',
    ),
    py('def area(width, height):\n»    return width', 'def area(width, height):\n    return width * height'),
    py(
      'def price(amount, rate):\n»    return taxed(amount)',
      'def price(amount, rate):\n    return taxed(amount, rate)',
    ),
  ],
  'limits that nobody applies': [
    py(
      'class Fee:\n    least: int = 0\n    def due(self, price):\n»        share = price // 10\n        return share',
      'class Fee:\n    least: int = 0\n    def due(self, price):\n        share = price // 10\n        if share < self.least:\n            return 0\n        return share',
    ),
    js(
      'function take(count: number, limit: number) {\n»  return count * 2;\n}',
      'function take(count: number, limit: number) {\n  if (count > limit) return 0;\n  return count * 2;\n}',
    ),
  ],
  'what stands still': [
    py(
      'def pay(due, notes):\n    rest = due\n    for note in notes:\n        used = min(note.value, rest)\n»        note.value -= used\n        if rest == 0:\n            break',
      'def pay(due, notes):\n    rest = due\n    for note in notes:\n        used = min(note.value, rest)\n        note.value -= used\n        rest -= used\n        if rest == 0:\n            break',
    ),
    js(
      'function cut(text: string, first: number, others: number) {\n  let room = first;\n  for (const c of text) {\n    if (c.length > room) {\n»      lines.push(c);\n    }\n  }\n}',
      'function cut(text: string, first: number, others: number) {\n  let room = first;\n  for (const c of text) {\n    if (c.length > room) {\n      lines.push(c);\n      room = others;\n    }\n  }\n}',
    ),
    py(
      'def runs(xs):\n    previous = None\n    for x in xs:\n        if x != previous:\n            begin(x)\n»        note(x)',
      'def runs(xs):\n    previous = None\n    for x in xs:\n        if x != previous:\n            begin(x)\n        note(x)\n        previous = x',
    ),
  ],
  'what is never undone': [
    py(
      'def walk(node, trail):\n    trail.append(node)\n    for child in node.children:\n        walk(child, trail)\n»    seen.add(node)',
      'def walk(node, trail):\n    trail.append(node)\n    for child in node.children:\n        walk(child, trail)\n    trail.pop()\n    seen.add(node)',
    ),
    js(
      'class Printer {\n  print(node: Node) {\n    this.depth += 1;\n    this.print(node.child);\n»    return this.text;\n  }\n}',
      'class Printer {\n  print(node: Node) {\n    this.depth += 1;\n    this.print(node.child);\n    this.depth -= 1;\n    return this.text;\n  }\n}',
    ),
  ],
  'what was there before': [
    py('»groups[key] = [item]', 'groups[key] = [*groups.get(key, []), item]'),
    js('»groups[key] = [item];', 'groups[key] = [...(groups[key] ?? []), item];'),
    js(
      'function skip(rule: Rule, day: number) {\n»  const off = [day];\n  return { ...rule, off };\n}',
      'function skip(rule: Rule, day: number) {\n  const off = [...(rule.off ?? []), day];\n  return { ...rule, off };\n}',
    ),
    py(
      'def add(known: dict, name, need):\n»    return {name: need}',
      'def add(known: dict, name, need):\n    return {**known, name: need}',
    ),
  ],
  'the order of steps': [
    js('»return list.slice(0, n).reverse();', 'return list.reverse().slice(0, n);'),
    js('»const x = Math.round(Number(text));', 'const x = Number(Math.round(text));'),
    py('»xs = rows[::-1][:n]', 'xs = rows[:n][::-1]'),
  ],
  'what must start anew': [
    js(
      'class Game {\n  private votes = new Set<string>();\n  private time = 0;\n  vote(by: string) {\n    this.votes.add(by);\n    this.time += 1;\n  }\n  restart() {\n»    this.time = 0;\n  }\n}',
      'class Game {\n  private votes = new Set<string>();\n  private time = 0;\n  vote(by: string) {\n    this.votes.add(by);\n    this.time += 1;\n  }\n  restart() {\n    this.time = 0;\n    this.votes.clear();\n  }\n}',
    ),
    py(
      'class Meter:\n    def __init__(self):\n        self.seen = []\n        self.total = 0\n    def add(self, x):\n        self.seen.append(x)\n        self.total += x\n    def close(self):\n»        self.total = 0',
      'class Meter:\n    def __init__(self):\n        self.seen = []\n        self.total = 0\n    def add(self, x):\n        self.seen.append(x)\n        self.total += x\n    def close(self):\n        self.total = 0\n        self.seen = []',
    ),
    py(
      'def lines(words):\n    out = []\n    line = []\n    for word in words:\n        if word == "end":\n»            out.append(line)\n        else:\n            line.append(word)\n    return out',
      'def lines(words):\n    out = []\n    line = []\n    for word in words:\n        if word == "end":\n            out.append(line)\n            line = []\n        else:\n            line.append(word)\n    return out',
    ),
  ],
  'forms from elsewhere': [
    js(
      'function f(list: number[], end: number) {\n  const upTo = list.slice(0, end);\n»  return [...list, 1];\n}',
      'function f(list: number[], end: number) {\n  const upTo = list.slice(0, end);\n  return [...list.slice(0, end), 1];\n}',
    ),
    js(
      'class Clock {\n  left() {\n    return this.end - this.now;\n  }\n  wait() {\n»    let sum = 0;\n    return sum;\n  }\n}',
      'class Clock {\n  left() {\n    return this.end - this.now;\n  }\n  wait() {\n    let sum = this.now;\n    return sum;\n  }\n}',
    ),
    js(
      'if (b && d !== undefined) g();\n»if (a > 1 || b > 2) f();',
      'if (b && d !== undefined) g();\nif (a > 1 || (b > 2 && d !== undefined)) f();',
    ),
  ],
  'a part for the whole': [
    py(
      "def under(path, root):\n    joined = path + '/'\n»    return path.startswith(root)",
      "def under(path, root):\n    joined = path + '/'\n    return (path == root or path.startswith(root + '/'))",
    ),
    js(
      'function match(parts: Part[], at: number) {\n  while (fits(parts[at])) at++;\n  if (at === 0) return null;\n»  return found;\n}',
      'function match(parts: Part[], at: number) {\n  while (fits(parts[at])) at++;\n  if (at === 0) return null;\n  if (at < parts.length) return null;\n  return found;\n}',
    ),
  ],
  'operands and indices': [
    js(
      'function f(base: string) {\n  use(base + inner);\n»  route(pattern);\n}',
      'function f(base: string) {\n  use(base + inner);\n  route(base + pattern);\n}',
    ),
    py('»mean = (values[m] + values[m + 1]) / 2', 'mean = (values[m - 1] + values[m]) / 2'),
  ],
  'presence and form': [
    js('»if (!value) f();', 'if (value === undefined) f();'),
    js('»if (value && ready) f();', 'if (value !== undefined && ready) f();'),
    py('»if not value: f()', 'if value is None: f()'),
    py('def path():\n    chain = []\n»    return chain', 'def path():\n    chain = []\n    return chain[::-1]'),
    py('»x = math.floor(value * 10) / 10', 'x = math.floor(abs(value) * 10) / 10'),
    py('def f(word: str, at):\n»    at += 1', 'def f(word: str, at):\n    at += len(word)'),
  ],
  'off by one': [
    js('»for (let i = 0; i < n; i++) f(i);', 'for (let i = 0; i < n - 1; i++) f(i);'),
    js('»const last = list[list.length];', 'const last = list[list.length - 1];'),
    js('»const rest = text.slice(at);', 'const rest = text.slice(at + 1);'),
    js('»low = mid;', 'low = mid + 1;'),
    js('»const n = ready ? a.length : 0;', 'const n = ready ? a.length + 1 : 0;'),
    js(
      'function first(year: number, day: number) {\n»  return Date.UTC(year, day);\n}',
      'function first(year: number, day: number) {\n  return Date.UTC(year, 1);\n}',
    ),
    py('»for i in range(n): f(i)', 'for i in range(n + 1): f(i)'),
    py('»for i in range(0, n - 1): f(i)', 'for i in range(0, n): f(i)'),
    py('»x = items[i + 1]', 'x = items[i]'),
    py('»rest = items[1:]', 'rest = items[:]'),
    py('»rest = items[1:]', 'rest = items[2:]'),
  ],
  'arithmetic and assignment': [
    js('»const x = a + b * 2;', 'const x = a - b * 2;'),
    js('»total -= price;', 'total += price;'),
    js('»i--;', 'i++;'),
    js('»const x = Math.floor(a / b);', 'const x = Math.ceil(a / b);'),
    js('»const mean = a + b / 2;', 'const mean = (a + b) / 2;'),
    js('»const x = a & b;', 'const x = a | b;'),
    py('»x = a / b', 'x = a // b'),
    py('»x = a ** 2', 'x = a * 2'),
    py('»x = a - b', 'x = b - a'),
    py('»x = a >> 1', 'x = a << 1'),
    py('count = 0\nfor v in values:\n»    count = 1', 'count = 0\nfor v in values:\n    count += 1'),
  ],
  'logic and branches': [
    js('»if (a && b) f();', 'if (a || b) f();'),
    js('»if (!ready) f();', 'if (ready) f();'),
    js('»if (ready) f();', 'if (!ready) f();'),
    js('»const x = a || 0;', 'const x = a ?? 0;'),
    js('»const x = c ? a : b;', 'const x = c ? b : a;'),
    js('»if (a > 1 && b) f();', 'if (b) f();'),
    js('»if (!a && b) f();', 'if (!(a && b)) f();'),
    py('»if a or b: f()', 'if a and b: f()'),
    py('»if not a: f()', 'if a: f()'),
    py('»x = a if c else b', 'x = b if c else a'),
    py('»if a or b and c: f()', 'if (a or b) and c: f()'),
  ],
  names: [
    js(
      'function f(left: number, right: number) {\n»  return left - left;\n}',
      'function f(left: number, right: number) {\n  return left - right;\n}',
    ),
    js(
      'function f(box: Box) {\n  use(box.width);\n»  return box.height * box.height;\n}',
      'function f(box: Box) {\n  use(box.width);\n  return box.width * box.height;\n}',
    ),
    py('def f(rows, cols):\n»    return rows * rows', 'def f(rows, cols):\n    return rows * cols'),
    py(
      'class A:\n    def __init__(self):\n        self.low = 0\n        self.high = 0\n    def g(self):\n»        return self.high - self.high',
      'class A:\n    def __init__(self):\n        self.low = 0\n        self.high = 0\n    def g(self):\n        return self.high - self.low',
    ),
    py(
      'class A:\n    def __init__(self):\n        self.size = 0\n    def g(self, size):\n»        return size',
      'class A:\n    def __init__(self):\n        self.size = 0\n    def g(self, size):\n        return self.size',
    ),
    py("a = d['start']\n»b = d['start']\nc = d['end']", "a = d['start']\nb = d['end']\nc = d['end']"),
  ],
  constants: [
    js('»let total = 1;', 'let total = 0;'),
    js('»const done = true;', 'const done = false;'),
    js('»let best = 0;', 'let best = -Infinity;'),
    js('»const ok = /^\\d+/.test(s);', 'const ok = /^\\d+$/.test(s);'),
    js('»const t = s.replace(/a/, "");', 'const t = s.replace(/a/g, "");'),
    js("»const t = words.join('');", "const t = words.join(' ');"),
    py('»smallest = 0', "smallest = float('inf')"),
    py('»flag = False', 'flag = True'),
    py("»ok = re.match(r'\\d*', s)", "ok = re.match(r'\\d+', s)"),
    py('def f():\n»    return None', 'def f():\n    return []'),
    py('def f(node):\n»    queue = []', 'def f(node):\n    queue = [node]'),
  ],
  returns: [
    js(
      'function f(xs: number[]) {\n  let sum = 0;\n»  for (const x of xs) sum += x;\n}',
      'function f(xs: number[]) {\n  let sum = 0;\n  for (const x of xs) sum += x;\n  return sum;\n}',
    ),
    js('function f(n: number) {\n»  n * f(n - 1);\n}', 'function f(n: number) {\n  return n * f(n - 1);\n}'),
    py(
      'def f(xs):\n    out = []\n    for x in xs:\n        out.append(x)\n»        return out',
      'def f(xs):\n    out = []\n    for x in xs:\n        out.append(x)\n    return out',
    ),
    py(
      'def f(tree):\n    for t in tree:\n»        yield f(t)',
      'def f(tree):\n    for t in tree:\n        yield from f(t)',
    ),
  ],
  guards: [
    js(
      'function f(xs: number[]) {\n  if (g) return 0;\n»  return total / xs.length;\n}',
      'function f(xs: number[]) {\n  if (g) return 0;\n  if (xs.length === 0) return 0;\n  return total / xs.length;\n}',
    ),
    js('»return user.address.city;', 'return user.address?.city;'),
    js('function f(p: P) {\n»  use(p);\n}', 'function f(p: P) {\n  if (p == null) return;\n  use(p);\n}'),
    py(
      'def f(xs):\n»    return sum(xs) / len(xs)',
      'def f(xs):\n    if not xs:\n        return 0\n    return sum(xs) / len(xs)',
    ),
    py('»x = d[key]', 'x = d.get(key)'),
    py('»d[key].append(v)', 'if key not in d:\n    d[key] = []\nd[key].append(v)'),
    py('»seen.append(x)', 'if x not in seen:\n    seen.append(x)'),
    py(
      'for x in xs:\n»    total += x.price',
      'for x in xs:\n    if x is None:\n        continue\n    total += x.price',
    ),
    js('»while (items[i] < x) i++;', 'while (i < items.length && items[i] < x) i++;'),
    py('»if x.ready or force: go()', 'if x is not None and (x.ready or force): go()'),
  ],
  arguments: [
    js('»f(a, b);', 'f(b, a);'),
    js('»xs.sort();', 'xs.sort((a, b) => a - b);'),
    js('»const n = parseInt(s);', 'const n = parseInt(s, 10);'),
    js(
      'function g(n: number, depth: number) {\n»  return g(n - 1);\n}',
      'function g(n: number, depth: number) {\n  return g(n - 1, depth);\n}',
    ),
    py('»xs = sorted(ys)', 'xs = sorted(ys, reverse=True)'),
    py('»f(a, b, c)', 'f(a, b)'),
    py('»x = q.pop()', 'x = q.pop(0)'),
  ],
  'calls and methods': [
    js(
      'class A {\n  size() { return 1; }\n  full() {\n»    return this.size > 3;\n  }\n}',
      'class A {\n  size() { return 1; }\n  full() {\n    return this.size() > 3;\n  }\n}',
    ),
    js('async function f() {\n»  const x = load();\n}', 'async function f() {\n  const x = await load();\n}'),
    js('»const d = Shape(1);', 'const d = new Shape(1);'),
    js('»queue.unshift(x);', 'queue.push(x);'),
    js('»if (names.some(isGood)) f();', 'if (names.every(isGood)) f();'),
    js('»rows.push(row);', 'rows.push([...row]);'),
    js('»xs.sort((a, b) => a - b);', 'xs.sort((a, b) => b - a);'),
    js('»const g = Array(n).fill([]);', 'const g = Array.from({ length: n }, () => []);'),
    py('»out.append(path)', 'out.append(path[:])'),
    py('»out.extend(x)', 'out.append(x)'),
    py('»if any(xs): f()', 'if all(xs): f()'),
    py("»x = 'n: ' + count", "x = 'n: ' + str(count)"),
    py('»name = text.lstrip()', 'name = text.strip()'),
    py(
      'class B(A):\n»    def __init__(self, n):\n        self.n = n',
      'class B(A):\n    def __init__(self, n):\n        super().__init__(n)\n        self.n = n',
    ),
  ],
  'statements and loops': [
    js('a();\n»a();\nb();', 'a();\nb();'),
    js('»a = b;\nb = c;', 'b = c;\na = b;'),
    js('for (const x of xs) {\n»  total = 0;\n  total += x;\n}', 'total = 0;\nfor (const x of xs) {\n  total += x;\n}'),
    js('for (const x of xs) {\n»  if (x) break;\n}', 'for (const x of xs) {\n  if (x) continue;\n}'),
    js('»for (const i in xs) f(i);', 'for (const i of xs) f(i);'),
    js(
      'switch (x) {\n  case 1:\n»    f();\n  case 2:\n    g();\n}',
      'switch (x) {\n  case 1:\n    f();\n    break;\n  case 2:\n    g();\n}',
    ),
    py(
      'def f(n):\n    i = 0\n»    while i < n:\n        g(i)\n',
      'def f(n):\n    i = 0\n    while i < n:\n        g(i)\n        i += 1\n',
    ),
    py('if a:\n    f()\n»if b:\n    g()', 'if a:\n    f()\nelif b:\n    g()'),
    py('for x in xs:\n    f(x)\n»    g(x)', 'for x in xs:\n    f(x)\ng(x)'),
    py('def f():\n    a()\n»    b()', 'def f():\n    b()\n    a()'),
    js(
      'for (const k of ks) {\n  if (!seen.has(k)) {\n»    out.push(k);\n  }\n}',
      'for (const k of ks) {\n  if (!seen.has(k)) {\n    out.push([...k]);\n  }\n}',
    ),
    py(
      'def f(xs):\n    best = 0\n    for x in xs:\n»        if x > best:\n            note(x)\n    return best',
      'def f(xs):\n    best = 0\n    for x in xs:\n        if x > best:\n            note(x)\n            best = x\n    return best',
    ),
    py(
      'def f(g, seen, k):\n»    if k not in seen:\n        g(k)',
      'def f(g, seen, k):\n    if k not in seen:\n        seen.add(k)\n        g(k)',
    ),
    js(
      'function f(left: T, right: T) {\n»  trim(left);\n  return right;\n}',
      'function f(left: T, right: T) {\n  trim(left);\n  trim(right);\n  return right;\n}',
    ),
  ],
  pairs: [
    js('»const p = [y, x];', 'const p = [x, y];'),
    py('»d[a] = b', 'd[b] = a'),
    py('»for v, k in d.items(): f()', 'for k, v in d.items(): f()'),
    py('»return b, a', 'return a, b'),
  ],
  'language slips': [
    py(
      '»def f(x, seen=[]):\n    seen.append(x)',
      'def f(x, seen=None):\n    if seen is None:\n        seen = []\n    seen.append(x)',
    ),
    py('count = 0\ndef f():\n»    count += 1', 'count = 0\ndef f():\n    global count\n    count += 1'),
    py('»grid = [[0] * n] * m', 'grid = [[0] * n for _ in range(m)]'),
    py('for i in xs:\n»    fs.append(lambda: i)', 'for i in xs:\n    fs.append(lambda i=i: i)'),
    js('»for (var i = 0; i < 3; i++) fs.push(() => i);', 'for (let i = 0; i < 3; i++) fs.push(() => i);'),
    js(
      'class B extends A {\n»  constructor(n: number) {\n    this.n = n;\n  }\n}',
      'class B extends A {\n  constructor(n: number) {\n    super(n);\n    this.n = n;\n  }\n}',
    ),
  ],
};

suite('template families', () => {
  for (const [family, rows] of Object.entries(table)) {
    for (const { language, wrong, right } of rows) {
      test(`${family}: ${right.split('\n').slice(0, 6).join(' ⏎ ')} (${language})`, async () => {
        const line = wrong.slice(0, wrong.indexOf('»')).split('\n').length;
        const text = wrong.replace('»', '');
        const tree = await parser.parse(language, text);
        const results = candidatesAt(tree, 'a', line).map((candidate) => applyEdits(text, candidate.edits));
        tree.dispose();
        // The last line's end is a matter of taste.
        assert.ok(
          results.some((result) => result.trimEnd() === right.trimEnd()),
          `not among\n${results.join('\n----\n')}`,
        );
      });
    }
  }

  test('what the language does by itself is not tried', async () => {
    const text = `class Desk {
  private final Hours hours;
  Desk(Hours hours) {
    this.hours = hours;
  }
  LocalDate due(LocalDate from) {
    return hours.next(from);
  }
}`;
    const tree = await parser.parse('java', text);
    const results = candidatesAt(tree, 'a', 7);
    tree.dispose();
    // A field is read by its bare name, and the bare name is the field.
    assert.deepEqual(
      results.filter(({ template }) => template === 'unread name' || template === 'missing receiver'),
      [],
    );
  });
});
