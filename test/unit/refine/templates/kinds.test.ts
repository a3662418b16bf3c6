/** Kinds of mistakes that people make in every language, each in a small program: its repair is among what is tried on the line. */

import assert from 'node:assert/strict';
import { gate } from '../../../../src/refine/gate.ts';
import { candidatesAt } from '../../../../src/refine/templates/candidatesAt.ts';
import type { LanguageId } from '../../../../src/syntax/tree.ts';
import { applyEdits } from '../../../../src/text/edit.ts';
import { parser } from './grammars.ts';

/** `wrong` is a text with `»` in front of the suspicious line, `right` one of its repairs. */
interface Row {
  readonly language: LanguageId;
  readonly wrong: string;
  readonly right: string;
}

const within =
  (language: LanguageId, before = '', after = '') =>
  (wrong: string, right: string): Row => ({ language, wrong: before + wrong + after, right: before + right + after });
const python = within('python');
const typescript = within('typescript');
const java = within(
  'java',
  'import java.util.*;\nclass Shop {\n  private final Map<String, Integer> stock = new HashMap<>();\n  private final List<String> names = new ArrayList<>();\n  private int spare;\n',
  '\n}',
);
const go = within(
  'go',
  'package shop\n\nimport (\n\t"errors"\n\t"fmt"\n\t"strings"\n\t"sort"\n)\n\nvar ErrGone = errors.New("gone")\nvar ErrFull = errors.New("full")\n\ntype Shop struct {\n\tstock map[string]int\n\tnames []string\n\tspare int\n}\n\n',
  '\n',
);
const rust = within(
  'rust',
  'use std::collections::HashMap;\npub enum Fault { Gone, Full }\npub struct Shop { stock: HashMap<String, u32>, names: Vec<String>, spare: u32 }\nimpl Shop {\n',
  '\n}\n',
);

const table: Readonly<Record<string, readonly Row[]>> = {
  'which errors are caught and thrown': [
    python(
      'def load(p):\n    try:\n        return int(p)\n»    except ValueError:\n        return 0\ndef other(p):\n    try:\n        return p.x\n    except TypeError:\n        return 1',
      'def load(p):\n    try:\n        return int(p)\n    except (ValueError, TypeError):\n        return 0\ndef other(p):\n    try:\n        return p.x\n    except TypeError:\n        return 1',
    ),
    python(
      'def find(d, k):\n    try:\n        return d[k]\n»    except IndexError:\n        return None',
      'def find(d, k):\n    try:\n        return d[k]\n    except KeyError:\n        return None',
    ),
    python(
      'def find(o):\n    try:\n        return o.name\n»    except KeyError:\n        return None',
      'def find(o):\n    try:\n        return o.name\n    except AttributeError:\n        return None',
    ),
    python(
      'def find(d, k):\n    try:\n        return d[k]\n»    except Exception:\n        return None',
      'def find(d, k):\n    try:\n        return d[k]\n    except KeyError:\n        return None',
    ),
    python(
      'def find(d, k):\n    try:\n        return d[k]\n»    except KeyError:\n        return None',
      'def find(d, k):\n    try:\n        return d[k]\n    except LookupError:\n        return None',
    ),
    python(
      'class Gone(Exception):\n    pass\nclass Full(Exception):\n    pass\ndef f(s):\n    try:\n        s.take()\n»    except Gone:\n        return False\n    return True',
      'class Gone(Exception):\n    pass\nclass Full(Exception):\n    pass\ndef f(s):\n    try:\n        s.take()\n    except Full:\n        return False\n    return True',
    ),
    python(
      'def f(s):\n    try:\n        s.take()\n    except ValueError:\n»        pass\n    return True',
      'def f(s):\n    try:\n        s.take()\n    except ValueError:\n        raise\n    return True',
    ),
    java(
      '  int load(String p) {\n    try {\n      return Integer.parseInt(p);\n»    } catch (IllegalStateException e) {\n      return 0;\n    }\n  }',
      '  int load(String p) {\n    try {\n      return Integer.parseInt(p);\n    } catch (NumberFormatException e) {\n      return 0;\n    }\n  }',
    ),
    java(
      '  int load(String p) {\n    try {\n      return Integer.parseInt(p);\n»    } catch (IllegalStateException e) {\n      return 0;\n    }\n  }\n  void g() { throw new IllegalArgumentException("x"); }',
      '  int load(String p) {\n    try {\n      return Integer.parseInt(p);\n    } catch (IllegalStateException | IllegalArgumentException e) {\n      return 0;\n    }\n  }\n  void g() { throw new IllegalArgumentException("x"); }',
    ),
    typescript(
      'function f(s) {\n  try {\n    s.take();\n  } catch (error) {\n»    return false;\n  }\n  return true;\n}',
      'function f(s) {\n  try {\n    s.take();\n  } catch (error) {\n    throw error;\n  }\n  return true;\n}',
    ),
    typescript(
      'class Gone extends Error {}\nclass Full extends Error {}\nfunction f(n) {\n  if (n > 3) {\n»    throw new Gone("too many");\n  }\n}',
      'class Gone extends Error {}\nclass Full extends Error {}\nfunction f(n) {\n  if (n > 3) {\n    throw new Full("too many");\n  }\n}',
    ),
    typescript(
      'function f(n) {\n  if (n > 3) {\n»    throw new Error("too many");\n  }\n}',
      'function f(n) {\n  if (n > 3) {\n    throw new RangeError("too many");\n  }\n}',
    ),
    python(
      'def f(n):\n    if n > 3:\n»        raise KeyError("too many")',
      'def f(n):\n    if n > 3:\n        raise ValueError("too many")',
    ),
    python(
      'class Gone(Exception):\n    pass\nclass Full(Exception):\n    pass\ndef f(n):\n    if n > 3:\n»        raise Gone("too many")',
      'class Gone(Exception):\n    pass\nclass Full(Exception):\n    pass\ndef f(n):\n    if n > 3:\n        raise Full("too many")',
    ),
    java(
      '  void f(int n) {\n    if (n > 3) {\n»      throw new IllegalStateException("too many");\n    }\n  }',
      '  void f(int n) {\n    if (n > 3) {\n      throw new IllegalArgumentException("too many");\n    }\n  }',
    ),
    go(
      'func (s *Shop) take(n int) error {\n\tif n > s.spare {\n»\t\treturn ErrGone\n\t}\n\treturn nil\n}',
      'func (s *Shop) take(n int) error {\n\tif n > s.spare {\n\t\treturn ErrFull\n\t}\n\treturn nil\n}',
    ),
    rust(
      '    pub fn take(&mut self, n: u32) -> Result<u32, Fault> {\n        if n > self.spare {\n»            return Err(Fault::Gone);\n        }\n        Ok(n)\n    }',
      '    pub fn take(&mut self, n: u32) -> Result<u32, Fault> {\n        if n > self.spare {\n            return Err(Fault::Full);\n        }\n        Ok(n)\n    }',
    ),
    java(
      '  int take(String k) {\n    if (!stock.containsKey(k)) throw new NoSuchElementException(k);\n    return stock.remove(k);\n  }\n  int peek(String k) {\n»    return stock.get(k);\n  }',
      '  int take(String k) {\n    if (!stock.containsKey(k)) throw new NoSuchElementException(k);\n    return stock.remove(k);\n  }\n  int peek(String k) {\n    if (!stock.containsKey(k)) throw new NoSuchElementException(k);\n    return stock.get(k);\n  }',
    ),
    go(
      'func (s *Shop) take(k string) error {\n\tif s.stock[k] == 0 {\n\t\treturn ErrGone\n\t}\n\ts.stock[k]--\n\treturn nil\n}\n\nfunc (s *Shop) move(k string) error {\n»\ts.stock[k]--\n\ts.spare++\n\treturn nil\n}',
      'func (s *Shop) take(k string) error {\n\tif s.stock[k] == 0 {\n\t\treturn ErrGone\n\t}\n\ts.stock[k]--\n\treturn nil\n}\n\nfunc (s *Shop) move(k string) error {\n\tif s.stock[k] == 0 {\n\t\treturn ErrGone\n\t}\n\ts.stock[k]--\n\ts.spare++\n\treturn nil\n}',
    ),
    rust(
      '    pub fn take(&mut self, n: u32) -> Result<u32, Fault> {\n        if n > self.spare {\n            return Err(Fault::Full);\n        }\n        self.spare -= n;\n        Ok(n)\n    }\n    pub fn lend(&mut self, n: u32) -> Result<u32, Fault> {\n»        self.spare -= n;\n        Ok(n)\n    }',
      '    pub fn take(&mut self, n: u32) -> Result<u32, Fault> {\n        if n > self.spare {\n            return Err(Fault::Full);\n        }\n        self.spare -= n;\n        Ok(n)\n    }\n    pub fn lend(&mut self, n: u32) -> Result<u32, Fault> {\n        if n > self.spare {\n            return Err(Fault::Full);\n        }\n        self.spare -= n;\n        Ok(n)\n    }',
    ),
    go(
      'func f(err error) error {\n»\treturn fmt.Errorf("bad: %v", err)\n}',
      'func f(err error) error {\n\treturn fmt.Errorf("bad: %w", err)\n}',
    ),
    go(
      'func (s *Shop) f(k string) (int, error) {\n\tn, ok := s.stock[k]\n\tif !ok {\n»\t\treturn 0, nil\n\t}\n\treturn n, nil\n}',
      'func (s *Shop) f(k string) (int, error) {\n\tn, ok := s.stock[k]\n\tif !ok {\n\t\treturn 0, ErrGone\n\t}\n\treturn n, nil\n}',
    ),
    go(
      'func (s *Shop) f(k string) error {\n\terr := check(k)\n\tif err != nil {\n»\t\treturn nil\n\t}\n\treturn nil\n}\nfunc check(k string) error { return nil }',
      'func (s *Shop) f(k string) error {\n\terr := check(k)\n\tif err != nil {\n\t\treturn err\n\t}\n\treturn nil\n}\nfunc check(k string) error { return nil }',
    ),
    go(
      'func (s *Shop) f(k string) (int, error) {\n\tif k == "" {\n»\t\treturn 0, ErrGone\n\t}\n\treturn 1, nil\n}',
      'func (s *Shop) f(k string) (int, error) {\n\tif k == "" {\n\t\treturn -1, ErrGone\n\t}\n\treturn 1, nil\n}',
    ),
  ],
  'both ends of a loop': [
    python(
      'def f(n):\n»    for i in range(n):\n        print(i)',
      'def f(n):\n    for i in range(1, n + 1):\n        print(i)',
    ),
    python(
      'def f(n):\n»    for i in range(1, n + 1):\n        print(i)',
      'def f(n):\n    for i in range(n):\n        print(i)',
    ),
    typescript(
      'function f(n) {\n»  for (let i = 0; i < n; i++) {\n    use(i);\n  }\n}',
      'function f(n) {\n  for (let i = 1; i <= n; i++) {\n    use(i);\n  }\n}',
    ),
    java(
      '  int f(int n) {\n    int s = 0;\n»    for (int i = 0; i < n; i++) {\n      s += i;\n    }\n    return s;\n  }',
      '  int f(int n) {\n    int s = 0;\n    for (int i = 1; i <= n; i++) {\n      s += i;\n    }\n    return s;\n  }',
    ),
    go(
      'func f(n int) int {\n\ts := 0\n»\tfor i := 0; i < n; i++ {\n\t\ts += i\n\t}\n\treturn s\n}',
      'func f(n int) int {\n\ts := 0\n\tfor i := 1; i <= n; i++ {\n\t\ts += i\n\t}\n\treturn s\n}',
    ),
    rust(
      '    pub fn f(n: u32) -> u32 {\n        let mut s = 0;\n»        for i in 0..n {\n            s += i;\n        }\n        s\n    }',
      '    pub fn f(n: u32) -> u32 {\n        let mut s = 0;\n        for i in 1..=n {\n            s += i;\n        }\n        s\n    }',
    ),
    python(
      'def f(n):\n»    for i in range(n, 0, -1):\n        print(i)',
      'def f(n):\n    for i in range(n - 1, -1, -1):\n        print(i)',
    ),
    typescript(
      'function f(n) {\n»  for (let i = n; i > 0; i--) {\n    use(i);\n  }\n}',
      'function f(n) {\n  for (let i = n - 1; i >= 0; i--) {\n    use(i);\n  }\n}',
    ),
  ],
  'which test comes first': [
    typescript(
      'function f(n) {\n»  if (n > 10) return "big";\n  if (n > 100) return "huge";\n  return "small";\n}',
      'function f(n) {\n  if (n > 100) return "huge";\n  if (n > 10) return "big";\n  return "small";\n}',
    ),
    python(
      'def f(n):\n»    if n > 10:\n        return "big"\n    if n > 100:\n        return "huge"\n    return "small"',
      'def f(n):\n    if n > 100:\n        return "huge"\n    if n > 10:\n        return "big"\n    return "small"',
    ),
    python(
      'def f(n):\n»    if n > 10:\n        return "big"\n    elif n > 100:\n        return "huge"\n    return "small"',
      'def f(n):\n    if n > 100:\n        return "huge"\n    elif n > 10:\n        return "big"\n    return "small"',
    ),
    typescript(
      'function f(n) {\n»  if (n > 10) {\n    return "big";\n  } else if (n > 100) {\n    return "huge";\n  }\n  return "small";\n}',
      'function f(n) {\n  if (n > 100) {\n    return "huge";\n  } else if (n > 10) {\n    return "big";\n  }\n  return "small";\n}',
    ),
  ],
  'copies that share what is inside': [
    python('def f(xs):\n»    xs.sort()\n    return xs', 'def f(xs):\n    xs = sorted(xs)\n    return xs'),
    python(
      'def f(xs):\n»    xs.append(1)\n    return xs',
      'def f(xs):\n    xs = list(xs)\n    xs.append(1)\n    return xs',
    ),
    python(
      'import copy\ndef f(self, d):\n»    self.d = dict(d)',
      'import copy\ndef f(self, d):\n    self.d = copy.deepcopy(d)',
    ),
    python(
      'def f(grid):\n»    new = grid[:]\n    return new',
      'def f(grid):\n    new = [row[:] for row in grid]\n    return new',
    ),
    typescript(
      'function f(grid) {\n»  const next = [...grid];\n  return next;\n}',
      'function f(grid) {\n  const next = grid.map((row) => [...row]);\n  return next;\n}',
    ),
    typescript(
      'function f(items) {\n»  return [...items];\n}',
      'function f(items) {\n  return items.map((item) => ({ ...item }));\n}',
    ),
    typescript(
      'const base = { a: 1 };\nfunction f(over) {\n»  return Object.assign(base, over);\n}',
      'const base = { a: 1 };\nfunction f(over) {\n  return Object.assign({}, base, over);\n}',
    ),
    typescript(
      'class C {\n  #items: string[] = [];\n  get items() {\n»    return this.#items;\n  }\n}',
      'class C {\n  #items: string[] = [];\n  get items() {\n    return [...this.#items];\n  }\n}',
    ),
    typescript(
      'function f(xs: number[]) {\n»  xs.sort((a, b) => a - b);\n  return xs[0];\n}',
      'function f(xs: number[]) {\n  xs = [...xs].sort((a, b) => a - b);\n  return xs[0];\n}',
    ),
    go(
      'func (s *Shop) sorted() []string {\n»\tout := s.names\n\tsort.Strings(out)\n\treturn out\n}',
      'func (s *Shop) sorted() []string {\n\tout := append([]string{}, s.names...)\n\tsort.Strings(out)\n\treturn out\n}',
    ),
    python(
      'def f(xs):\n»    return {k: v for k, v in xs.items()}',
      'def f(xs):\n    return {k: list(v) for k, v in xs.items()}',
    ),
    python('def f(self):\n»    return {"items": self.items}', 'def f(self):\n    return {"items": list(self.items)}'),
    python('def f(self):\n»    return Box(items=self.items)', 'def f(self):\n    return Box(items=list(self.items))'),
    python('def f(self):\n»    return Box(self.items)', 'def f(self):\n    return Box(list(self.items))'),
    typescript(
      'class C {\n  f() {\n»    return { items: this.items };\n  }\n}',
      'class C {\n  f() {\n    return { items: [...this.items] };\n  }\n}',
    ),
    typescript(
      'function f(items: string[]) {\n»  return { items };\n}',
      'function f(items: string[]) {\n  return { items: [...items] };\n}',
    ),
    typescript(
      'function f(o) {\n  use(o.tags);\n»  return { ...o };\n}',
      'function f(o) {\n  use(o.tags);\n  return { ...o, tags: [...o.tags] };\n}',
    ),
    typescript(
      'class C {\n  f() {\n»    return new C(this.items);\n  }\n}',
      'class C {\n  f() {\n    return new C([...this.items]);\n  }\n}',
    ),
    typescript(
      'class C {\n  seen = new Map<string, number>();\n  f() {\n»    return this.seen;\n  }\n}',
      'class C {\n  seen = new Map<string, number>();\n  f() {\n    return new Map(this.seen);\n  }\n}',
    ),
    typescript(
      'class C {\n  seen = new Set<string>();\n  f() {\n»    return this.seen;\n  }\n}',
      'class C {\n  seen = new Set<string>();\n  f() {\n    return new Set(this.seen);\n  }\n}',
    ),
    java(
      '  Object f() {\n»    return new Box(names);\n  }',
      '  Object f() {\n    return new Box(new ArrayList<>(names));\n  }',
    ),
    java(
      '  Map<String, List<String>> f(String k) {\n    Map<String, List<String>> m = new HashMap<>();\n»    m.put(k, names);\n    return m;\n  }',
      '  Map<String, List<String>> f(String k) {\n    Map<String, List<String>> m = new HashMap<>();\n    m.put(k, new ArrayList<>(names));\n    return m;\n  }',
    ),
    go(
      'func (s *Shop) copy() *Shop {\n»\tc := *s\n\treturn &c\n}',
      'func (s *Shop) copy() *Shop {\n\tc := *s\n\tc.names = append([]string{}, s.names...)\n\treturn &c\n}',
    ),
    go(
      'func pick(xs []Shop) Shop {\n»\tc := xs[0]\n\treturn c\n}',
      'func pick(xs []Shop) Shop {\n\tc := xs[0]\n\tc.names = append([]string{}, c.names...)\n\treturn c\n}',
    ),
    go(
      'func (s *Shop) copy() *Shop {\n»\treturn &Shop{names: s.names}\n}',
      'func (s *Shop) copy() *Shop {\n\treturn &Shop{names: append([]string{}, s.names...)}\n}',
    ),
    go(
      'func (s *Shop) f() {\n»\tkeep(s.names)\n}\nfunc keep(x []string) {}',
      'func (s *Shop) f() {\n\tkeep(append([]string{}, s.names...))\n}\nfunc keep(x []string) {}',
    ),
    go(
      'func (s *Shop) f() []string {\n»\treturn s.names[:2]\n}',
      'func (s *Shop) f() []string {\n\treturn append([]string{}, s.names[:2]...)\n}',
    ),
  ],
  'what is sorted by': [
    python(
      'def f(xs):\n»    return sorted(xs, key=lambda x: x.name)\ndef g(x):\n    return x.age',
      'def f(xs):\n    return sorted(xs, key=lambda x: x.age)\ndef g(x):\n    return x.age',
    ),
    python(
      'def f(xs):\n»    return sorted(xs, key=lambda x: x.age)\ndef g(x):\n    return x.name',
      'def f(xs):\n    return sorted(xs, key=lambda x: (x.age, x.name))\ndef g(x):\n    return x.name',
    ),
    python(
      'def f(xs):\n»    return sorted(xs, key=lambda x: (x.age, x.name))',
      'def f(xs):\n    return sorted(xs, key=lambda x: (-x.age, x.name))',
    ),
    python(
      'def f(xs):\n»    xs.sort(key=lambda x: x.age)\n    return xs',
      'def f(xs):\n    xs.sort(key=lambda x: -x.age)\n    return xs',
    ),
    python(
      'def f(xs):\n»    xs.sort(key=lambda x: x.age)\n    return xs',
      'def f(xs):\n    xs.sort(key=lambda x: x.age, reverse=True)\n    return xs',
    ),
    python(
      'def f(xs):\n»    return sorted(xs, key=lambda x: (x.age, x.name))',
      'def f(xs):\n    return sorted(xs, key=lambda x: (x.name, x.age))',
    ),
    typescript(
      'function f(xs) {\n»  return [...xs].sort((a, b) => a.age - b.age);\n}\nfunction g(x) { return x.age + x.name; }',
      'function f(xs) {\n  return [...xs].sort((a, b) => a.age - b.age || a.name.localeCompare(b.name));\n}\nfunction g(x) { return x.age + x.name; }',
    ),
    typescript(
      'function f(xs) {\n»  return [...xs].sort((a, b) => a.age - b.age || a.rank - b.rank);\n}',
      'function f(xs) {\n  return [...xs].sort((a, b) => a.rank - b.rank || a.age - b.age);\n}',
    ),
    typescript(
      'function f(xs) {\n»  return [...xs].sort((a, b) => a.age - b.age || a.rank - b.rank);\n}',
      'function f(xs) {\n  return [...xs].sort((a, b) => b.age - a.age || a.rank - b.rank);\n}',
    ),
    typescript(
      'function f(xs: number[]) {\n»  return [...xs].sort();\n}',
      'function f(xs: number[]) {\n  return [...xs].sort((a, b) => a - b);\n}',
    ),
    typescript(
      'function f(xs) {\n»  return [...xs].sort((a, b) => a.when > b.when);\n}',
      'function f(xs) {\n  return [...xs].sort((a, b) => a.when > b.when ? 1 : -1);\n}',
    ),
    typescript(
      'function f(xs) {\n»  return [...xs].sort((a, b) => a.when > b.when ? 1 : -1);\n}',
      'function f(xs) {\n  return [...xs].sort((a, b) => a.when < b.when ? 1 : -1);\n}',
    ),
    go(
      'func (s *Shop) f() {\n»\tsort.Slice(s.names, func(i, j int) bool { return s.names[i] < s.names[j] })\n}',
      'func (s *Shop) f() {\n\tsort.Slice(s.names, func(i, j int) bool { return s.names[i] > s.names[j] })\n}',
    ),
    go(
      'func (s *Shop) f() {\n»\tsort.Slice(s.names, func(i, j int) bool { return s.names[i] < s.names[j] })\n}',
      'func (s *Shop) f() {\n\tsort.SliceStable(s.names, func(i, j int) bool { return s.names[i] < s.names[j] })\n}',
    ),
    go(
      'func f(xs []Shop) {\n\tsort.Slice(xs, func(i, j int) bool {\n\t\tif xs[i].spare != xs[j].spare {\n»\t\t\treturn xs[i].spare < xs[j].spare\n\t\t}\n\t\treturn len(xs[i].names) < len(xs[j].names)\n\t})\n}',
      'func f(xs []Shop) {\n\tsort.Slice(xs, func(i, j int) bool {\n\t\tif xs[i].spare != xs[j].spare {\n\t\t\treturn xs[i].spare > xs[j].spare\n\t\t}\n\t\treturn len(xs[i].names) < len(xs[j].names)\n\t})\n}',
    ),
    java(
      '  record P(String name, int age) {}\n  List<P> f(List<P> xs) {\n    List<P> out = new ArrayList<>(xs);\n»    out.sort(Comparator.comparing(P::age));\n    return out;\n  }',
      '  record P(String name, int age) {}\n  List<P> f(List<P> xs) {\n    List<P> out = new ArrayList<>(xs);\n    out.sort(Comparator.comparing(P::age).thenComparing(P::name));\n    return out;\n  }',
    ),
    java(
      '  record P(String name, int age) {}\n  List<P> f(List<P> xs) {\n    List<P> out = new ArrayList<>(xs);\n»    out.sort(Comparator.comparing(P::age).thenComparing(P::name));\n    return out;\n  }',
      '  record P(String name, int age) {}\n  List<P> f(List<P> xs) {\n    List<P> out = new ArrayList<>(xs);\n    out.sort(Comparator.comparing(P::age).reversed().thenComparing(P::name));\n    return out;\n  }',
    ),
    java(
      '  record P(String name, int age) {}\n  List<P> f(List<P> xs) {\n    List<P> out = new ArrayList<>(xs);\n»    out.sort(Comparator.comparing(P::age));\n    return out;\n  }',
      '  record P(String name, int age) {}\n  List<P> f(List<P> xs) {\n    List<P> out = new ArrayList<>(xs);\n    out.sort(Comparator.comparing(P::name));\n    return out;\n  }',
    ),
    rust(
      '    pub fn f(xs: &mut Vec<Shop>) {\n»        xs.sort_by_key(|x| x.spare);\n    }',
      '    pub fn f(xs: &mut Vec<Shop>) {\n        xs.sort_by_key(|x| std::cmp::Reverse(x.spare));\n    }',
    ),
    rust(
      '    pub fn f(xs: &mut Vec<Shop>) {\n»        xs.sort_by(|a, b| a.spare.cmp(&b.spare));\n    }',
      '    pub fn f(xs: &mut Vec<Shop>) {\n        xs.sort_by(|a, b| a.spare.cmp(&b.spare).then_with(|| a.names.cmp(&b.names)));\n    }',
    ),
    python(
      'def f(xs):\n»    return max(xs, key=lambda x: x.age)',
      'def f(xs):\n    return min(xs, key=lambda x: x.age)',
    ),
  ],
  'how values are written, and texts compared and split': [
    typescript(
      'function f(a: string, b: string) {\n»  return a === b;\n}',
      'function f(a: string, b: string) {\n  return a.toLowerCase() === b.toLowerCase();\n}',
    ),
    python(
      'def f(name, other):\n»    return name == other',
      'def f(name, other):\n    return name.lower() == other.lower()',
    ),
    go(
      'func f(a string, b string) bool {\n»\treturn a == b\n}',
      'func f(a string, b string) bool {\n\treturn strings.EqualFold(a, b)\n}',
    ),
    java(
      '  boolean f(String a, String b) {\n»    return a.equals(b);\n  }',
      '  boolean f(String a, String b) {\n    return a.equalsIgnoreCase(b);\n  }',
    ),
    rust(
      '    pub fn f(a: &str) -> bool {\n»        a.is_empty()\n    }',
      '    pub fn f(a: &str) -> bool {\n        a.trim().is_empty()\n    }',
    ),
    rust(
      '    pub fn f(a: &str, b: &str) -> bool {\n»        a == b\n    }',
      '    pub fn f(a: &str, b: &str) -> bool {\n        a.eq_ignore_ascii_case(b)\n    }',
    ),
    python('def f(line):\n»    return line.strip()', 'def f(line):\n    return line.rstrip()'),
    typescript(
      'function f(line: string) {\n»  return line.trim();\n}',
      'function f(line: string) {\n  return line.trimEnd();\n}',
    ),
    typescript(
      'function f(line: string) {\n»  return line.replace(" ", "_");\n}',
      'function f(line: string) {\n  return line.replaceAll(" ", "_");\n}',
    ),
    go(
      'func f(a string) bool {\n»\treturn strings.HasPrefix(a, "x")\n}',
      'func f(a string) bool {\n\treturn strings.HasSuffix(a, "x")\n}',
    ),
    rust(
      '    pub fn f(a: &str) -> bool {\n»        a.starts_with("x")\n    }',
      '    pub fn f(a: &str) -> bool {\n        a.contains("x")\n    }',
    ),
    java(
      '  boolean f(String a) {\n»    return a.startsWith("x");\n  }',
      '  boolean f(String a) {\n    return a.contains("x");\n  }',
    ),
    python('def f(a):\n»    return a.startswith("x")', 'def f(a):\n    return "x" in a'),
    rust(
      '    pub fn f(a: &str) -> usize {\n»        a.len()\n    }',
      '    pub fn f(a: &str) -> usize {\n        a.chars().count()\n    }',
    ),
    python(
      'def f(line):\n»    k, v = line.split("=")\n    return k',
      'def f(line):\n    k, v = line.split("=", 1)\n    return k',
    ),
    go(
      'func f(line string) []string {\n»\treturn strings.Split(line, "=")\n}',
      'func f(line string) []string {\n\treturn strings.SplitN(line, "=", 2)\n}',
    ),
    java(
      '  String[] f(String line) {\n»    return line.split("=");\n  }',
      '  String[] f(String line) {\n    return line.split("=", 2);\n  }',
    ),
    java(
      '  String[] f(String line) {\n»    return line.split(".");\n  }',
      '  String[] f(String line) {\n    return line.split("\\\\.");\n  }',
    ),
    typescript(
      'function f(a: string) {\n»  return a.slice(a.indexOf("."));\n}',
      'function f(a: string) {\n  return a.slice(a.lastIndexOf("."));\n}',
    ),
    python('def f(a):\n»    return a[a.find("."):]', 'def f(a):\n    return a[a.rfind("."):]'),
    go(
      'func f(a string) int {\n»\treturn strings.Index(a, ".")\n}',
      'func f(a string) int {\n\treturn strings.LastIndex(a, ".")\n}',
    ),
    java(
      '  int f(String a) {\n»    return a.indexOf(".");\n  }',
      '  int f(String a) {\n    return a.lastIndexOf(".");\n  }',
    ),
    rust(
      '    pub fn f(a: &str) -> Option<usize> {\n»        a.find(".")\n    }',
      '    pub fn f(a: &str) -> Option<usize> {\n        a.rfind(".")\n    }',
    ),
    python('def f(h, m):\n»    return f"{h}:{m}"', 'def f(h, m):\n    return f"{h:02d}:{m:02d}"'),
    python('def f(h, m):\n»    return f"{h}:{m:02d}"', 'def f(h, m):\n    return f"{h:02d}:{m:02d}"'),
    python('def f(x):\n»    return f"{x:.1f}"', 'def f(x):\n    return f"{x:.2f}"'),
    go(
      'func f(h int, m int) string {\n»\treturn fmt.Sprintf("%02d:%d", h, m)\n}',
      'func f(h int, m int) string {\n\treturn fmt.Sprintf("%02d:%02d", h, m)\n}',
    ),
    rust(
      '    pub fn f(h: u32, m: u32) -> String {\n»        format!("{:02}:{}", h, m)\n    }',
      '    pub fn f(h: u32, m: u32) -> String {\n        format!("{:02}:{:02}", h, m)\n    }',
    ),
    java(
      '  String f(int h, int m) {\n»    return String.format("%02d:%d", h, m);\n  }',
      '  String f(int h, int m) {\n    return String.format("%02d:%02d", h, m);\n  }',
    ),
    typescript(
      'function f(h: number) {\n»  return h.toFixed(1);\n}',
      'function f(h: number) {\n  return h.toFixed(2);\n}',
    ),
    typescript(
      'function f(h: number, m: number) {\n»  return `${h} ${m}`;\n}',
      'function f(h: number, m: number) {\n  return `${h}, ${m}`;\n}',
    ),
    go(
      'func f(h int, m int) string {\n»\treturn fmt.Sprintf("%d %d", h, m)\n}',
      'func f(h int, m int) string {\n\treturn fmt.Sprintf("%d, %d", h, m)\n}',
    ),
  ],
  'what numbers lose on the way': [
    python('def f(a, b):\n»    return a / b', 'def f(a, b):\n    return a // b'),
    typescript(
      'function f(a: number, b: number) {\n»  return a / b;\n}',
      'function f(a: number, b: number) {\n  return Math.floor(a / b);\n}',
    ),
    python('def f(a, b):\n»    return a // b', 'def f(a, b):\n    return -(-a // b)'),
    java(
      '  int f(int a, int b) {\n»    return a / b;\n  }',
      '  int f(int a, int b) {\n    return (a + b - 1) / b;\n  }',
    ),
    go('func f(a int, b int) int {\n»\treturn a / b\n}', 'func f(a int, b int) int {\n\treturn (a + b - 1) / b\n}'),
    rust(
      '    pub fn f(a: u32, b: u32) -> u32 {\n»        a / b\n    }',
      '    pub fn f(a: u32, b: u32) -> u32 {\n        (a + b - 1) / b\n    }',
    ),
    java(
      '  int f(int a, int b) {\n»    return a / b;\n  }',
      '  int f(int a, int b) {\n    return (a + b / 2) / b;\n  }',
    ),
    java(
      '  int f(int a, int b) {\n»    return a / b * 100;\n  }',
      '  int f(int a, int b) {\n    return a * 100 / b;\n  }',
    ),
    go('func f(a int, b int) int {\n»\treturn a / b * 100\n}', 'func f(a int, b int) int {\n\treturn a * 100 / b\n}'),
    rust(
      '    pub fn f(a: u32, b: u32) -> u32 {\n»        a / 100 * b\n    }',
      '    pub fn f(a: u32, b: u32) -> u32 {\n        a * b / 100\n    }',
    ),
    go(
      'func f(a int, b int) float64 {\n»\treturn float64(a / b)\n}',
      'func f(a int, b int) float64 {\n\treturn float64(a) / float64(b)\n}',
    ),
    rust(
      '    pub fn f(a: u32, b: u32) -> f64 {\n»        (a / b) as f64\n    }',
      '    pub fn f(a: u32, b: u32) -> f64 {\n        a as f64 / b as f64\n    }',
    ),
    java(
      '  double f(int a, int b) {\n»    return a / b;\n  }',
      '  double f(int a, int b) {\n    return (double) a / b;\n  }',
    ),
    typescript(
      'function f(a: number) {\n»  return Math.floor(a * 100) / 100;\n}',
      'function f(a: number) {\n  return Math.round(a * 100) / 100;\n}',
    ),
    python('import math\ndef f(a):\n»    return int(a * 1.2)', 'import math\ndef f(a):\n    return math.ceil(a * 1.2)'),
    python('def f(a):\n»    return int(a * 1.2)', 'def f(a):\n    return round(a * 1.2)'),
    python('def f(a):\n»    return round(a, 1)', 'def f(a):\n    return round(a, 2)'),
    java('  long f(double a) {\n»    return (long) a;\n  }', '  long f(double a) {\n    return Math.round(a);\n  }'),
    rust(
      '    pub fn f(a: f64) -> u32 {\n»        a as u32\n    }',
      '    pub fn f(a: f64) -> u32 {\n        a.round() as u32\n    }',
    ),
    typescript(
      'function f(a: number, b: number) {\n»  return a - b;\n}',
      'function f(a: number, b: number) {\n  return Math.max(0, a - b);\n}',
    ),
    java(
      '  int f(int a, int b) {\n»    return a - b;\n  }',
      '  int f(int a, int b) {\n    return Math.max(0, a - b);\n  }',
    ),
    typescript(
      'function f(a: number, rate: number) {\n»  return a * rate;\n}',
      'function f(a: number, rate: number) {\n  return a * rate / 100;\n}',
    ),
    python('def f(a, rate):\n»    return a * rate', 'def f(a, rate):\n    return a * (1 + rate)'),
  ],
  'days and times': [
    typescript(
      'function f(d: Date) {\n»  return d.getMonth();\n}',
      'function f(d: Date) {\n  return d.getMonth() + 1;\n}',
    ),
    typescript(
      'function f(d: Date) {\n»  return d.getHours();\n}',
      'function f(d: Date) {\n  return d.getUTCHours();\n}',
    ),
    typescript('function f(d: Date) {\n»  return d.getDay();\n}', 'function f(d: Date) {\n  return d.getDate();\n}'),
    typescript(
      'function f(day: Date) {\n»  const next = day;\n  next.setDate(next.getDate() + 1);\n  return next;\n}',
      'function f(day: Date) {\n  const next = new Date(day);\n  next.setDate(next.getDate() + 1);\n  return next;\n}',
    ),
    python(
      'from datetime import datetime, timezone\ndef f(s):\n»    return datetime.fromtimestamp(s)',
      'from datetime import datetime, timezone\ndef f(s):\n    return datetime.fromtimestamp(s, timezone.utc)',
    ),
    python('def f(d):\n»    return d.seconds', 'def f(d):\n    return d.total_seconds()'),
    python(
      'from datetime import timedelta\ndef f(d, n):\n»    return d + timedelta(days=n)',
      'from datetime import timedelta\ndef f(d, n):\n    return d + timedelta(hours=n)',
    ),
    python('def f(d):\n»    return d.weekday() == 5', 'def f(d):\n    return d.isoweekday() == 5'),
    java(
      '  int f(java.time.LocalDate d) {\n»    return d.getDayOfMonth();\n  }',
      '  int f(java.time.LocalDate d) {\n    return d.getDayOfYear();\n  }',
    ),
    java(
      '  java.time.LocalDate f(java.time.LocalDate d, int n) {\n»    return d.plusDays(n);\n  }',
      '  java.time.LocalDate f(java.time.LocalDate d, int n) {\n    return d.plusWeeks(n);\n  }',
    ),
    java(
      '  boolean f(java.time.LocalDate a, java.time.LocalDate b) {\n»    return a.isAfter(b);\n  }',
      '  boolean f(java.time.LocalDate a, java.time.LocalDate b) {\n    return !a.isBefore(b);\n  }',
    ),
  ],
  'what nobody waits for': [
    typescript(
      'async function load(): Promise<number> { return 1; }\nasync function f() {\n»  const n = load();\n  return n;\n}',
      'async function load(): Promise<number> { return 1; }\nasync function f() {\n  const n = await load();\n  return n;\n}',
    ),
    python(
      'async def load():\n    return 1\nasync def f():\n»    n = load()\n    return n',
      'async def load():\n    return 1\nasync def f():\n    n = await load()\n    return n',
    ),
    typescript(
      'async function f(xs) {\n»  const all = xs.map((x) => load(x));\n  return all;\n}',
      'async function f(xs) {\n  const all = await Promise.all(xs.map((x) => load(x)));\n  return all;\n}',
    ),
    typescript(
      'async function f(x) {\n  try {\n»    return load(x);\n  } catch {\n    return null;\n  }\n}',
      'async function f(x) {\n  try {\n    return await load(x);\n  } catch {\n    return null;\n  }\n}',
    ),
    typescript(
      'async function f(xs) {\n»  xs.forEach(async (x) => {\n    await save(x);\n  });\n}',
      'async function f(xs) {\n  for (const x of xs) {\n    await save(x);\n  }\n}',
    ),
  ],
  'methods taken for one another': [
    python('def f(xs):\n»    return any(x > 0 for x in xs)', 'def f(xs):\n    return all(x > 0 for x in xs)'),
    typescript(
      'function f(xs) {\n»  return xs.some((x) => x > 0);\n}',
      'function f(xs) {\n  return xs.every((x) => x > 0);\n}',
    ),
    java(
      '  boolean f(List<Integer> xs) {\n»    return xs.stream().anyMatch(x -> x > 0);\n  }',
      '  boolean f(List<Integer> xs) {\n    return xs.stream().allMatch(x -> x > 0);\n  }',
    ),
    rust(
      '    pub fn f(xs: &[u32]) -> bool {\n»        xs.iter().any(|x| *x > 0)\n    }',
      '    pub fn f(xs: &[u32]) -> bool {\n        xs.iter().all(|x| *x > 0)\n    }',
    ),
    java(
      '  void f(Deque<String> q, String s) {\n»    q.addLast(s);\n  }',
      '  void f(Deque<String> q, String s) {\n    q.addFirst(s);\n  }',
    ),
    java(
      '  String f(Deque<String> q) {\n»    return q.pollFirst();\n  }',
      '  String f(Deque<String> q) {\n    return q.pollLast();\n  }',
    ),
    java(
      '  String f(TreeMap<String, String> m, String k) {\n»    return m.floorKey(k);\n  }',
      '  String f(TreeMap<String, String> m, String k) {\n    return m.lowerKey(k);\n  }',
    ),
    java(
      '  void f(List<String> xs) {\n»    names.addAll(xs);\n  }',
      '  void f(List<String> xs) {\n    names.removeAll(xs);\n  }',
    ),
    python('def f(s, t):\n»    return s.union(t)', 'def f(s, t):\n    return s.intersection(t)'),
    python(
      'def f(d):\n»    for k in d.values():\n        print(k)',
      'def f(d):\n    for k in d.keys():\n        print(k)',
    ),
    python('def f(d, k):\n»    d.setdefault(k, 1)', 'def f(d, k):\n    d[k] = 1'),
    typescript(
      'function f(xs) {\n»  return xs.find((x) => x > 1);\n}',
      'function f(xs) {\n  return xs.findLast((x) => x > 1);\n}',
    ),
    typescript(
      'function f(xs) {\n»  return xs.find((x) => x > 1);\n}',
      'function f(xs) {\n  return xs.filter((x) => x > 1);\n}',
    ),
    typescript('function f(d) {\n»  return Object.keys(d);\n}', 'function f(d) {\n  return Object.values(d);\n}'),
    typescript(
      'function f(xs: number[]) {\n»  return xs.slice(0, 2);\n}',
      'function f(xs: number[]) {\n  return xs.splice(0, 2);\n}',
    ),
    typescript(
      'function f(xs) {\n»  return xs.map((x) => x.tags);\n}',
      'function f(xs) {\n  return xs.flatMap((x) => x.tags);\n}',
    ),
    rust(
      '    pub fn f(xs: &[u32]) -> Option<&u32> {\n»        xs.first()\n    }',
      '    pub fn f(xs: &[u32]) -> Option<&u32> {\n        xs.last()\n    }',
    ),
    rust(
      '    pub fn f(xs: &mut Vec<u32>) -> Option<u32> {\n»        xs.pop()\n    }',
      '    pub fn f(xs: &mut Vec<u32>) -> Option<u32> {\n        Some(xs.remove(0))\n    }',
    ),
    rust(
      '    pub fn f(&mut self, k: String) {\n»        self.stock.insert(k, 1);\n    }',
      '    pub fn f(&mut self, k: String) {\n        self.stock.entry(k).or_insert(1);\n    }',
    ),
    rust(
      '    pub fn f(xs: &[u32]) -> Vec<u32> {\n»        xs.iter().take_while(|x| **x > 1).copied().collect()\n    }',
      '    pub fn f(xs: &[u32]) -> Vec<u32> {\n        xs.iter().filter(|x| **x > 1).copied().collect()\n    }',
    ),
  ],
  patterns: [
    typescript(
      'const P = 1;\nfunction f(s: string) {\n»  return /\\d+/.test(s);\n}',
      'const P = 1;\nfunction f(s: string) {\n  return /^\\d+$/.test(s);\n}',
    ),
    typescript(
      'function f(s: string) {\n»  return /^\\d+.\\d+$/.test(s);\n}',
      'function f(s: string) {\n  return /^\\d+\\.\\d+$/.test(s);\n}',
    ),
    python(
      'import re\ndef f(s):\n»    return re.findall(r"<(.*)>", s)',
      'import re\ndef f(s):\n    return re.findall(r"<(.*?)>", s)',
    ),
    python(
      'import re\ndef f(s):\n»    return re.match(r"^[a-z]+$", s)',
      'import re\ndef f(s):\n    return re.match(r"^[a-z0-9]+$", s)',
    ),
    python(
      'import re\ndef f(s):\n»    return re.match(r"^[a-z0-9]+$", s)',
      'import re\ndef f(s):\n    return re.match(r"^[a-z0-9_]+$", s)',
    ),
    python(
      'import re\ndef f(s):\n»    return re.match(r"[a-z]+", s)',
      'import re\ndef f(s):\n    return re.fullmatch(r"[a-z]+", s)',
    ),
    python(
      'import re\ndef f(s):\n»    return re.match(r"[a-z]+", s)',
      'import re\ndef f(s):\n    return re.search(r"[a-z]+", s)',
    ),
    python('import re\ndef f(m):\n»    return m.group(1)', 'import re\ndef f(m):\n    return m.group(2)'),
    java(
      '  boolean f(String s) {\n»    return s.matches("[a-z]+");\n  }',
      '  boolean f(String s) {\n    return s.matches("[a-z]*");\n  }',
    ),
    java(
      '  java.util.regex.Pattern f() {\n»    return java.util.regex.Pattern.compile("\\\\d+");\n  }',
      '  java.util.regex.Pattern f() {\n    return java.util.regex.Pattern.compile("^\\\\d+");\n  }',
    ),
    typescript(
      'function f(s: string) {\n»  return /^a|b$/.test(s);\n}',
      'function f(s: string) {\n  return /^(a|b)$/.test(s);\n}',
    ),
    python(
      'import re\ndef f(s):\n»    return re.findall(r"a+", s)',
      'import re\ndef f(s):\n    return re.findall(r"a+", s, re.IGNORECASE)',
    ),
  ],
  'what may not be there, and half of a test': [
    java(
      '  boolean f(List<String> a, List<String> b) {\n»    return a.isEmpty() && a.isEmpty();\n  }',
      '  boolean f(List<String> a, List<String> b) {\n    return a.isEmpty() && b.isEmpty();\n  }',
    ),
    typescript(
      'function f(xs, day) {\n  return xs.filter((x) => x.open && x.day === day);\n}\nfunction g(xs, day) {\n»  return xs.filter((x) => x.day === day);\n}',
      'function f(xs, day) {\n  return xs.filter((x) => x.open && x.day === day);\n}\nfunction g(xs, day) {\n  return xs.filter((x) => x.open && x.day === day);\n}',
    ),
    python(
      'def f(a, b):\n»    return a.n + b.n',
      'def f(a, b):\n    if a is None or b is None:\n        return None\n    return a.n + b.n',
    ),
    java(
      '  boolean f(String a, String b) {\n»    return a.equals(b);\n  }',
      '  boolean f(String a, String b) {\n    return Objects.equals(a, b);\n  }',
    ),
    java(
      '  int f(String a, String b) {\n»    return a.length() + b.length();\n  }',
      '  int f(String a, String b) {\n    if (a == null || b == null) return 0;\n    return a.length() + b.length();\n  }',
    ),
    java(
      '  int f(Map<String, List<String>> m, String k) {\n»    return m.get(k).size();\n  }',
      '  int f(Map<String, List<String>> m, String k) {\n    return m.getOrDefault(k, List.of()).size();\n  }',
    ),
    java(
      '  String f(String s) {\n»    return s.trim();\n  }',
      '  String f(String s) {\n    return s == null ? "" : s.trim();\n  }',
    ),
    java(
      '  String f(String s) {\n»    return s.trim();\n  }',
      '  String f(String s) {\n    return s == null ? null : s.trim();\n  }',
    ),
    java(
      '  boolean f(String s) {\n»    return s.isEmpty();\n  }',
      '  boolean f(String s) {\n    return s == null || s.isEmpty();\n  }',
    ),
    java(
      '  boolean f(String s, String t) {\n»    return s.compareTo(t) < 0;\n  }',
      '  boolean f(String s, String t) {\n    return s != null && s.compareTo(t) < 0;\n  }',
    ),
    python('def f(s):\n»    return s.x > 3', 'def f(s):\n    return s is not None and s.x > 3'),
    typescript('function f(s) {\n»  return s.x > 3;\n}', 'function f(s) {\n  return s !== undefined && s.x > 3;\n}'),
    java(
      '  List<String> f(List<String> xs) {\n»    return xs.stream().filter(x -> x.length() > 2).toList();\n  }',
      '  List<String> f(List<String> xs) {\n    return xs.stream().filter(x -> x != null && x.length() > 2).toList();\n  }',
    ),
    typescript(
      'function f(xs) {\n»  return xs.filter((x) => x.name.length > 2);\n}',
      'function f(xs) {\n  return xs.filter((x) => x.name?.length > 2);\n}',
    ),
    java(
      '  boolean f(int a, int lo, int hi) {\n»    return a >= lo;\n  }',
      '  boolean f(int a, int lo, int hi) {\n    return a >= lo && a <= hi;\n  }',
    ),
    typescript(
      'function f(a: number, lo: number, hi: number) {\n»  return a >= lo;\n}',
      'function f(a: number, lo: number, hi: number) {\n  return a >= lo && a <= hi;\n}',
    ),
    typescript(
      'function f(a, b) {\n»  return a.start < b.end;\n}',
      'function f(a, b) {\n  return a.start < b.end && b.start < a.end;\n}',
    ),
    python('def f(a, b):\n»    return a.start < b.end', 'def f(a, b):\n    return a.start < b.end and b.start < a.end'),
  ],
  'which part of a list': [
    python('def f(xs, n):\n»    return xs[:n]', 'def f(xs, n):\n    return xs[-n:]'),
    typescript(
      'function f(xs: number[], n: number) {\n»  return xs.slice(n);\n}',
      'function f(xs: number[], n: number) {\n  return xs.slice(0, n);\n}',
    ),
    typescript(
      'function f(xs: number[], n: number) {\n»  return xs.slice(0, n);\n}',
      'function f(xs: number[], n: number) {\n  return xs.slice(-n);\n}',
    ),
    java(
      '  String f(String s, int n) {\n»    return s.substring(n);\n  }',
      '  String f(String s, int n) {\n    return s.substring(0, n);\n  }',
    ),
    go(
      'func f(xs []string, n int) []string {\n»\treturn xs[n:]\n}',
      'func f(xs []string, n int) []string {\n\treturn xs[:n]\n}',
    ),
    typescript(
      'function f(xs: number[], page: number, size: number) {\n»  const start = page * size;\n  return xs.slice(start, start + size);\n}',
      'function f(xs: number[], page: number, size: number) {\n  const start = (page - 1) * size;\n  return xs.slice(start, start + size);\n}',
    ),
  ],
  'units, and what a value goes through': [
    python('def f(hours):\n»    return hours * 60', 'def f(hours):\n    return hours * 3600'),
    python(
      'MINUTES = 60\ndef f(hours):\n»    return hours\n',
      'MINUTES = 60\ndef f(hours):\n    return hours * MINUTES\n',
    ),
    python(
      'MINUTES = 60\ndef f(minutes):\n»    return minutes\n',
      'MINUTES = 60\ndef f(minutes):\n    return minutes / MINUTES\n',
    ),
    typescript(
      'function f(minutes: number) {\n»  return minutes;\n}',
      'function f(minutes: number) {\n  return minutes / 60;\n}',
    ),
    typescript(
      'function f(seconds: number) {\n»  return seconds;\n}',
      'function f(seconds: number) {\n  return seconds * 1000;\n}',
    ),
    go(
      'const perHour = 60\n\nfunc f(hours int) int {\n»\treturn hours\n}',
      'const perHour = 60\n\nfunc f(hours int) int {\n\treturn hours * perHour\n}',
    ),
    go(
      'const perHour = 60\n\nfunc f(minutes int) int {\n»\treturn minutes\n}',
      'const perHour = 60\n\nfunc f(minutes int) int {\n\treturn minutes / perHour\n}',
    ),
    rust(
      '    pub fn f(cents: u32) -> u32 {\n»        cents\n    }',
      '    pub fn f(cents: u32) -> u32 {\n        cents / 100\n    }',
    ),
    java('  int f(int cents) {\n»    return cents;\n  }', '  int f(int cents) {\n    return cents / 100;\n  }'),
    java('  int f(int cents) {\n»    return cents * 60;\n  }', '  int f(int cents) {\n    return cents / 60;\n  }'),
    go(
      'func clean(s string) string { return s }\nfunc f(k string) string {\n»\treturn k\n}',
      'func clean(s string) string { return s }\nfunc f(k string) string {\n\treturn clean(k)\n}',
    ),
    java(
      '  static String clean(String s) { return s; }\n  String f(String k) {\n»    return k;\n  }',
      '  static String clean(String s) { return s; }\n  String f(String k) {\n    return clean(k);\n  }',
    ),
    rust(
      '    fn clean(s: u32) -> u32 { s }\n    pub fn f(k: u32) -> u32 {\n»        Self::clean(k)\n    }',
      '    fn clean(s: u32) -> u32 { s }\n    pub fn f(k: u32) -> u32 {\n        k\n    }',
    ),
    rust(
      '    fn clean(s: u32) -> u32 { s }\n    pub fn f(k: u32) -> u32 {\n»        k\n    }',
      '    fn clean(s: u32) -> u32 { s }\n    pub fn f(k: u32) -> u32 {\n        Self::clean(k)\n    }',
    ),
    python(
      'class C:\n    def touch(self):\n        self.n = 1\n    def f(self, k):\n»        self.d[k] = 1\n    def g(self, k):\n        self.touch()\n        self.d[k] = 2',
      'class C:\n    def touch(self):\n        self.n = 1\n    def f(self, k):\n        self.touch()\n        self.d[k] = 1\n    def g(self, k):\n        self.touch()\n        self.d[k] = 2',
    ),
    go(
      'func clean(s string) string { return s }\nfunc (s *Shop) f(k string) int {\n»\treturn s.stock[k]\n}',
      'func clean(s string) string { return s }\nfunc (s *Shop) f(k string) int {\n\treturn s.stock[clean(k)]\n}',
    ),
    java(
      '  static String clean(String s) { return s; }\n  int f(String k) {\n»    return stock.get(k);\n  }',
      '  static String clean(String s) { return s; }\n  int f(String k) {\n    return stock.get(clean(k));\n  }',
    ),
    python(
      'class C:\n»    items = []\n    def __init__(self):\n        self.n = 0\n    def add(self, x):\n        self.items.append(x)',
      'class C:\n    def __init__(self):\n        self.items = []\n        self.n = 0\n    def add(self, x):\n        self.items.append(x)',
    ),
    python('def f(xs):\n»    return max(xs)', 'def f(xs):\n    return max(xs, default=0)'),
    python('def f(xs):\n»    return max(x.n for x in xs)', 'def f(xs):\n    return max((x.n for x in xs), default=0)'),
    python(
      'def f(xs):\n»    return next(x for x in xs if x)',
      'def f(xs):\n    return next((x for x in xs if x), None)',
    ),
    java(
      '  void f() {\n»    for (String s : names) {\n      if (s.isEmpty()) names.remove(s);\n    }\n  }',
      '  void f() {\n    for (String s : new ArrayList<>(names)) {\n      if (s.isEmpty()) names.remove(s);\n    }\n  }',
    ),
  ],
};

// Spaces and what only groups do not make a program another one.
const plain = (text: string): string => text.replace(/[\s();]+/g, '');

suite('kinds of mistakes', () => {
  for (const [kind, rows] of Object.entries(table)) {
    test(kind, async () => {
      for (const { language, wrong, right } of rows) {
        const line = wrong.slice(0, wrong.indexOf('»')).split('\n').length;
        const text = wrong.replace('»', '');
        const tree = await parser.parse(language, text);
        const found = candidatesAt(tree, 'a', line).find(
          (candidate) => plain(applyEdits(text, candidate.edits)) === plain(right),
        );
        assert.ok(found, `${language}: nothing makes of it\n${right}`);
        assert.ok(await gate(tree, found, parser.parse), `${language}: the gate refuses\n${right}`);
        tree.dispose();
      }
    });
  }

  test('names that every object has are no methods of ours', async () => {
    const tree = await parser.parse('java', 'class A {\n  String f(Object o) {\n    return o.toString();\n  }\n}');
    assert.ok(candidatesAt(tree, 'a', 3).length > 0);
    tree.dispose();
  });

  test('a slip that was made in one of the ends only is tried before both', async () => {
    const tree = await parser.parse('python', 'def f(n):\n    for i in range(n):\n        use(i)');
    const texts = candidatesAt(tree, 'a', 2).map(({ edits }) => applyEdits(tree.text, edits));
    tree.dispose();
    const rank = (range: string): number => texts.findIndex((text) => text.includes(range));
    assert.ok(rank('range(n + 1)') >= 0 && rank('range(n + 1)') < rank('range(1, n + 1)'));
  });
});
