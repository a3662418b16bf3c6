/**
 * What models do when nobody stops them: after what was wanted they go on. In each case `▮` is the cursor, `▯` the
 * end of what is wanted, `▰` the end of what the model wrote; what follows is in the file already.
 */
export interface StopCase {
  readonly language: string;
  readonly name: string;
  readonly trigger?: 'typing' | 'invoke';
  readonly text: string;
}

const ts = (name: string, text: string, trigger?: 'invoke'): StopCase => of('typescript', name, text, trigger);
const py = (name: string, text: string, trigger?: 'invoke'): StopCase => of('python', name, text, trigger);
const go = (name: string, text: string, trigger?: 'invoke'): StopCase => of('go', name, text, trigger);
const rb = (name: string, text: string, trigger?: 'invoke'): StopCase => of('ruby', name, text, trigger);

function of(language: string, name: string, text: string, trigger?: 'invoke'): StopCase {
  return { language, name, text: text.replace(/^\n/, ''), ...(trigger && { trigger }) };
}

export const stopCases: readonly StopCase[] = [
  // TypeScript
  ts(
    'the rest of a line',
    `
const total = items.▮reduce((sum, item) => sum + item.price, 0);▯
const tax = total * 0.2;
return total + tax;▰
console.log(total);
`,
  ),
  ts(
    'arguments whose bracket is there',
    `
const area = multiply(▮width, height▯);
console.log(area);▰);
`,
  ),
  ts(
    'a function whose brace is not there',
    `
export function clamp(value: number, low: number, high: number): number {▮
  if (value < low) return low;
  if (value > high) return high;
  return value;
}▯

export function lerp(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}▰
`,
  ),
  ts(
    'a function whose brace was closed by the editor',
    `
export function isEmpty(list: readonly unknown[]): boolean {▮
  return list.length === 0;
▯}

export function isFull(list: unknown[]): boolean {▰}
`,
  ),
  ts(
    'an if whose brace is below',
    `
function sign(value: number): number {
  if (value < 0) {▮
    return -1;▯
  }
  if (value > 0) {
    return 1;
  }
  return 0;
}▰
  }
  return value > 0 ? 1 : 0;
}
`,
  ),
  ts(
    'a callback in a call',
    `
const names = users.map((user) => {▮
  const name = user.first + ' ' + user.last;
  return name.trim();
});▯

const ages = users.map((user) => user.age);▰
`,
  ),
  ts(
    'an if with its else',
    `
function sign(value: number): string {
  if (value < 0) {▮
    return 'minus';
  } else {
    return 'plus';
  }▯
}

function other(): void {}▰
}
`,
  ),
  ts(
    'a try with its catch',
    `
export async function load(path: string): Promise<string | undefined> {
  try {▮
    return await readFile(path, 'utf8');
  } catch (error) {
    return undefined;
  }▯
}

export async function save() {▰
}
`,
  ),
  ts(
    'a line that the file has next',
    `
function area(shape: Shape): number {
  const width = shape.right - shape.left;
  ▮const height = shape.bottom - shape.top;▯
  return width * height;
}▰
  return width * height;
}
`,
    'invoke',
  ),
  ts(
    'an object literal',
    `
const defaults = {▮
  width: 80,
  height: 24,
};▯

const other = {
  width: 100,
};▰
`,
  ),
  ts(
    'an interface',
    `
export interface Point {▮
  readonly x: number;
  readonly y: number;
}▯

export interface Size {
  readonly width: number;
}▰
`,
  ),
  ts(
    'a method in a class',
    `
class Stack<T> {
  #items: T[] = [];
  push(item: T): void {▮
    this.#items.push(item);
  }▯

  pop(): T | undefined {
    return this.#items.pop();
  }
}▰
}
`,
  ),
  ts(
    'the last method of a class whose brace is there',
    `
class Counter {
  #count = 0;
  next(): number {▮
    this.#count += 1;
    return this.#count;
  }▯
}

class Other {}▰
}
`,
  ),
  ts(
    'a return value',
    `
function double(value: number): number {
  return ▮value * 2;▯
}

function triple(value: number): number {▰
}
`,
  ),
  ts(
    'a condition',
    `
  if (▮value === undefined▯) {
    return;
  }▰) {
    return;
  }
`,
  ),
  ts(
    'an arrow without braces',
    `
const square = (value: number) =>▮ value * value;▯
const cube = (value: number) => value * value * value;▰
`,
  ),
  ts(
    'statements up to a blank line',
    `
export function greet(name: string): string {
  ▮const trimmed = name.trim();
  return \`Hello, \${trimmed}\`;▯
}

export function part(name: string): string {▰
}
`,
    'invoke',
  ),
  ts(
    'braces in strings and templates',
    `
export function wrap(text: string): string {▮
  const open = '{';
  return \`\${open}\${text}}\`;
}▯

export const other = '}';▰
`,
  ),
  ts(
    'a switch',
    `
function nameOf(kind: Kind): string {
  switch (kind) {▮
    case 'a':
      return 'first';
    case 'b':
      return 'second';
    default:
      return 'other';
  }▯
}

function more() {}▰
}
`,
  ),
  ts(
    'a comment that goes on with code',
    `
// Adds two numbers.▮▯
function add(a: number, b: number): number {
  return a + b;
}▰
`,
  ),
  ts(
    'a test',
    `
test('adds', () => {▮
  assert.equal(add(1, 2), 3);
});▯

test('subtracts', () => {
  assert.equal(subtract(2, 1), 1);
});▰
`,
  ),
  ts(
    'a test whose brackets are there',
    `
suite('numbers', () => {
  test('adds', () => {▮
    assert.equal(add(1, 2), 3);▯
  });

  test('subtracts', () => {▰
  });
});
`,
  ),
  ts(
    'a type with alternatives',
    `
type Shape = ▮{ kind: 'circle'; radius: number };▯
type Other = { kind: 'square' };▰
`,
  ),
  ts(
    'a loop',
    `
function sum(values: number[]): number {
  let total = 0;
  for (const value of values) {▮
    total += value;
  }▯
  return total;
}

function product() {}▰
  return total;
}
`,
  ),
  ts(
    'a list element',
    `
const colours = ['red', ▮'green', 'blue'▯];
const sizes = ['s', 'm'];▰];
`,
  ),
  // Python
  py(
    'the rest of a line',
    `
total = sum(▮item.price for item in items▯)
print(total)▰)
`,
  ),
  py(
    'a function',
    `
def clamp(value, low, high):▮
    if value < low:
        return low
    if value > high:
        return high
    return value▯


def lerp(a, b, t):
    return a + (b - a) * t▰
`,
  ),
  py(
    'a method',
    `
class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):▮
        self.items.append(item)▯

    def pop(self):
        return self.items.pop()▰
`,
  ),
  py(
    'an if',
    `
def sign(value):
    if value < 0:▮
        return -1▯
    return 1▰
    return 1
`,
  ),
  py(
    'an if with else',
    `
def sign(value):
    if value < 0:▮
        return -1
    elif value == 0:
        return 0
    else:
        return 1▯


def other():
    pass▰
`,
  ),
  py(
    'a try with except',
    `
def load(path):
    try:▮
        with open(path) as file:
            return file.read()
    except OSError:
        return None▯


print(load('x'))▰
`,
  ),
  py(
    'a loop',
    `
def total(values):
    result = 0
    for value in values:▮
        result += value▯
    return result


def mean(values):▰
    return result
`,
  ),
  py(
    'a line of its own',
    `
def area(shape):
    width = shape.right - shape.left
    ▮height = shape.bottom - shape.top▯
    return width * height▰
    return width * height
`,
    'invoke',
  ),
  py(
    'a class',
    `
class Point:▮
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __repr__(self):
        return f'Point({self.x}, {self.y})'▯


class Line:
    pass▰
`,
  ),
  py(
    'a return value',
    `
def double(value):
    return ▮value * 2▯


def triple(value):
    return value * 3▰
`,
  ),
  py(
    'a dictionary',
    `
defaults = {▮
    'width': 80,
    'height': 24,
}▯

other = {}▰
`,
  ),
  py(
    'a dictionary whose brace is there',
    `
defaults = {▮
    'width': 80,
    'height': 24,
▯}

other = {}▰}
`,
  ),
  py(
    'an import',
    `
from collections import ▮defaultdict▯
from itertools import chain
import os▰
`,
  ),
  py(
    'a call over several lines',
    `
def main():
    parser.add_argument('--verbose', ▮action='store_true', help='say more')▯
    parser.add_argument('--quiet', action='store_true')▰
`,
  ),
  py(
    'a docstring stays inside',
    `
def area(width, height):▮
    """The area.

    Both in metres.
    """
    return width * height▯


def volume(a, b, c):▰
`,
  ),
  py(
    'a with block',
    `
def write(path, text):
    with open(path, 'w') as file:▮
        file.write(text)▯
    print('written')▰
    print('written')
`,
  ),
  py(
    'an empty body on its own line',
    `
def mean(values):
    ▮if not values:
        return 0
    return sum(values) / len(values)▯


def median(values):
    return sorted(values)[len(values) // 2]▰
`,
  ),
  py(
    'a nested function',
    `
def outer():
    def inner(value):▮
        return value + 1▯

    return inner▰

    return inner
`,
  ),
  py(
    'statements on invoke',
    `
def report(items):
    ▮for item in items:
        print(item)▯

def other():
    pass▰
`,
    'invoke',
  ),
  // Go
  go(
    'a function',
    `
func Clamp(value, low, high int) int {▮
	if value < low {
		return low
	}
	if value > high {
		return high
	}
	return value
}▯

func Lerp(a, b, t float64) float64 {
	return a + (b-a)*t
}▰
`,
  ),
  go(
    'an error check',
    `
	data, err := os.ReadFile(path)
	if err != nil {▮
		return nil, err
	}▯
	return parse(data)
}

func other() {}▰
`,
  ),
  go(
    'an error check whose brace is there',
    `
func load(path string) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {▮
		return nil, err▯
	}
	return data, nil
}▰
	}
	return data, nil
}
`,
  ),
  go(
    'a struct',
    `
type Point struct {▮
	X float64
	Y float64
}▯

type Line struct {
	From, To Point
}▰
`,
  ),
  go(
    'a loop',
    `
func sum(values []int) int {
	total := 0
	for _, value := range values {▮
		total += value
	}▯
	return total
}

func product() {}▰
	return total
}
`,
  ),
  go(
    'the rest of a line',
    `
	total := ▮sum(values)▯
	fmt.Println(total)
	return total▰
`,
  ),
  go(
    'arguments',
    `
	fmt.Printf("%d\\n", ▮total▯)
	return nil
}▰)
`,
  ),
  go(
    'a goroutine',
    `
	go func() {▮
		defer wait.Done()
		work(item)
	}()▯
	wait.Wait()▰
`,
  ),
  go(
    'a switch',
    `
func name(kind Kind) string {
	switch kind {▮
	case First:
		return "first"
	case Second:
		return "second"
	}▯
	return ""
}▰
	return ""
}
`,
  ),
  go(
    'a method',
    `
func (s *Stack) Push(item int) {▮
	s.items = append(s.items, item)
}▯

func (s *Stack) Pop() int {▰
`,
  ),
  go(
    'an if with else',
    `
func sign(value int) int {
	if value < 0 {▮
		return -1
	} else {
		return 1
	}▯
}

func other() {}▰
}
`,
  ),
  go(
    'a map literal',
    `
var colours = map[string]int{▮
	"red":   0xff0000,
	"green": 0x00ff00,
}▯

var sizes = map[string]int{}▰
`,
  ),
  // Ruby
  rb(
    'a method',
    `
def clamp(value, low, high)▮
  return low if value < low
  return high if value > high
  value
end▯

def lerp(a, b, t)
  a + (b - a) * t
end▰
`,
  ),
  rb(
    'a method whose end is there',
    `
class Stack
  def push(item)▮
    @items.push(item)▯
  end

  def pop▰
  end
end
`,
  ),
  rb(
    'a block',
    `
names = users.map do |user|▮
  user.first + ' ' + user.last
end▯

ages = users.map(&:age)▰
`,
  ),
  rb(
    'an if with else',
    `
def sign(value)
  if value < 0▮
    -1
  else
    1
  end▯
end

def other▰
end
`,
  ),
  rb(
    'the rest of a line',
    `
total = items.▮sum(&:price)▯
puts total
puts items▰
`,
  ),
  rb(
    'a class',
    `
class Point▮
  attr_reader :x, :y

  def initialize(x, y)
    @x = x
    @y = y
  end
end▯

class Line
end▰
`,
  ),
  rb(
    'arguments',
    `
puts format('%d items', ▮items.length▯)
puts 'done'▰)
`,
  ),
  rb(
    'a hash',
    `
defaults = {▮
  width: 80,
  height: 24
}▯

other = {}▰
`,
  ),
  rb(
    'an each with braces',
    `
items.each { |item| ▮puts item▯ }
puts 'done'▰ }
`,
  ),
  rb(
    'a rescue',
    `
def load(path)
  begin▮
    File.read(path)
  rescue IOError
    nil
  end▯
end

def save▰
end
`,
  ),
  // Other languages and harder places
  of(
    'typescriptreact',
    'an element',
    `
export function Row({ item }: Props) {
  return (
    <li className="row" onClick={() => {▮
      select(item);
    ▯}}>
      {item.name}
    </li>
  );
}▰}}>
      {item.name}
    </li>
  );
}
`,
  ),
  of(
    'rust',
    'a match arm',
    `
fn name(kind: Kind) -> &'static str {
    match kind {▮
        Kind::First => "first",
        Kind::Second => "second",
    }▯
}

fn other() {}▰
}
`,
  ),
  of(
    'rust',
    'an impl block',
    `
impl Stack {▮
    pub fn push(&mut self, item: u32) {
        self.items.push(item);
    }

    pub fn pop(&mut self) -> Option<u32> {
        self.items.pop()
    }
}▯

impl Default for Stack {▰
`,
  ),
  of(
    'java',
    'a method',
    `
public class Stack {
    public void push(int item) {▮
        items.add(item);
    }▯

    public int pop() {
        return items.remove(items.size() - 1);
    }
}▰
}
`,
  ),
  of(
    'java',
    'a try with resources',
    `
    String read(Path path) throws IOException {
        try (var reader = Files.newBufferedReader(path)) {▮
            return reader.readLine();
        }▯
    }

    void write() {}▰
    }
}
`,
  ),
  of(
    'c',
    'a loop with a preprocessor line',
    `
int sum(const int *values, int count) {
    int total = 0;
    for (int i = 0; i < count; i++) {▮
#ifdef CHECKED
        assert(values[i] >= 0);
#endif
        total += values[i];
    }▯
    return total;
}

int product(void) {}▰
    return total;
}
`,
  ),
  of(
    'css',
    'a rule',
    `
.row {▮
  display: flex;
  gap: 4px;
}▯

.column {
  display: grid;
}▰
`,
  ),
  of(
    'shellscript',
    'a loop',
    `
for file in *.txt; do▮
  echo "$file"
done▯

echo done
exit 0▰
`,
  ),
  of(
    'lua',
    'a function',
    `
local function add(a, b)▮
  return a + b
end▯

local function sub(a, b)
  return a - b
end▰
`,
  ),
  py(
    'a decorated method after it',
    `
class Area:
    @property
    def width(self):▮
        return self.right - self.left▯

    @property
    def height(self):
        return self.bottom - self.top▰
`,
  ),
  py(
    'a call whose bracket is on its own line',
    `
result = build(
    name='one',
    ▮size=2,▯
)
print(result)▰
)
`,
  ),
  py(
    'a comprehension',
    `
names = [▮user.name for user in users▯]
ages = [user.age for user in users]▰]
`,
  ),
  py(
    'a main guard',
    `
if __name__ == '__main__':▮
    main()▯

def other():
    pass▰
`,
  ),
  py(
    'a nested if in a loop',
    `
def first(items):
    for item in items:
        if item.ready:▮
            return item▯
    return None▰
    return None
`,
  ),
  ts(
    'a chain of calls',
    `
const result = items
  .filter((item) => item.ready)
  .map((item) => {▮
    return item.name;
  })▯
  .sort();
console.log(result);▰
  .sort();
`,
  ),
  ts(
    'a promise',
    `
fetchUser(id).then((user) => {▮
  show(user);
}).catch((error) => {
  report(error);
});▯

export {};▰
`,
  ),
  ts(
    'an else that the file has',
    `
  if (value < 0) {▮
    return 'minus';▯
  } else {
    return 'plus';
  }▰
  } else {
    return 'plus';
  }
`,
  ),
  ts(
    'arguments with a nested call',
    `
const size = Math.max(▮Math.min(value, high), low▯);
return size;▰);
`,
  ),
  ts(
    'a key in an object whose brace is there',
    `
const options = {
  width: 80,
  ▮height: 24,▯
};
render(options);▰
};
`,
  ),
  ts(
    'a generic type',
    `
const known = new Map<▮string, number>();▯
const other = new Set<string>();▰
`,
  ),
  ts(
    'a template literal',
    `
const text = \`Hello, \${▮name▯}\`;
console.log(text);▰}\`;
`,
  ),
  go(
    'a struct literal in a call',
    `
	server.Handle(Route{▮
		Path: "/",
		Name: "root",
	})▯
	server.Start()
}▰
`,
  ),
  go(
    'a select',
    `
	for {
		select {▮
		case item := <-items:
			work(item)
		case <-done:
			return
		}▯
	}
}

func other() {}▰
	}
}
`,
  ),
  rb(
    'a case',
    `
def name(kind)
  case kind▮
  when :first then 'first'
  when :second then 'second'
  end▯
end

def other▰
end
`,
  ),
];

export function partsOf(text: string): { before: string; wanted: string; written: string; after: string } {
  const [before = '', rest = ''] = text.split('▮');
  const [written = '', after = ''] = rest.split('▰');
  const [wanted = ''] = written.split('▯');
  return { before, wanted, written: written.replace('▯', ''), after };
}
