import math


def lower_bound(items, wanted):
    low = 0
    high = len(items)
    while low < high:
        mid = (low + high) // 2
        if items[mid] < wanted:
            low = mid + 1
        else:
            high = mid
    return low


def combine(left, right):
    result = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            result.append(left[i])
            i += 1
        else:
            result.append(right[j])
            j += 1
    result.extend(left[i:])
    result.extend(right[j:])
    return result


def primes_up_to(limit):
    sieve = [True] * (limit + 1)
    found = []
    for number in range(2, limit + 1):
        if not sieve[number]:
            continue
        found.append(number)
        for multiple in range(number * number, limit + 1, number):
            sieve[multiple] = False
    return found


def depth(node):
    if node is None:
        return 0
    return 1 + max(depth(node.left), depth(node.right))


def reachable(graph, start):
    seen = {start}
    stack = [start]
    while stack:
        node = stack.pop()
        for other in graph.get(node, []):
            if other not in seen:
                seen.add(other)
                stack.append(other)
    return seen


def best_window(numbers, size):
    current = sum(numbers[:size])
    best = current
    for end in range(size, len(numbers)):
        current += numbers[end] - numbers[end - size]
        if current > best:
            best = current
    return best


def balanced(text):
    pairs = {")": "(", "]": "[", "}": "{"}
    stack = []
    for char in text:
        if char in pairs.values():
            stack.append(char)
        elif char in pairs:
            if not stack or stack.pop() != pairs[char]:
                return False
    return not stack


def to_base(number, base):
    if number == 0:
        return "0"
    digits = ""
    while number > 0:
        number, rest = divmod(number, base)
        digits = str(rest) + digits
    return digits


def distance(a, b):
    return math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)


def flatten(items):
    for item in items:
        if isinstance(item, (list, tuple)):
            yield from flatten(item)
        else:
            yield item


def group_words(words, key=len):
    groups = {}
    for word in words:
        groups.setdefault(key(word), []).append(word.lower())
    return {name: sorted(group) for name, group in groups.items()}


def next_permutation(items):
    items = list(items)
    i = len(items) - 2
    while i >= 0 and items[i] >= items[i + 1]:
        i -= 1
    if i < 0:
        return None
    j = len(items) - 1
    while items[j] <= items[i]:
        j -= 1
    items[i], items[j] = items[j], items[i]
    items[i + 1:] = reversed(items[i + 1:])
    return items
