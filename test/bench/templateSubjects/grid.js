export function neighbours(grid, row, col) {
  const found = [];
  for (let dr = -1; dr <= 1; dr++) {
    for (let dc = -1; dc <= 1; dc++) {
      if (dr === 0 && dc === 0) continue;
      const r = row + dr;
      const c = col + dc;
      if (r >= 0 && r < grid.length && c >= 0 && c < grid[0].length) {
        found.push([r, c]);
      }
    }
  }
  return found;
}

export function shortest(grid, start, goal) {
  const queue = [[start, 0]];
  const seen = new Set([start.join(',')]);
  while (queue.length > 0) {
    const [[row, col], steps] = queue.shift();
    if (row === goal[0] && col === goal[1]) return steps;
    for (const [r, c] of [[row + 1, col], [row - 1, col], [row, col + 1], [row, col - 1]]) {
      const key = `${r},${c}`;
      if (grid[r]?.[c] === '.' && !seen.has(key)) {
        seen.add(key);
        queue.push([[r, c], steps + 1]);
      }
    }
  }
  return -1;
}

export function transpose(matrix) {
  const rows = matrix.length;
  const cols = rows === 0 ? 0 : matrix[0].length;
  const result = Array.from({ length: cols }, () => new Array(rows).fill(0));
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      result[j][i] = matrix[i][j];
    }
  }
  return result;
}

export function overlap(a, b) {
  const left = Math.max(a.x, b.x);
  const right = Math.min(a.x + a.width, b.x + b.width);
  const top = Math.max(a.y, b.y);
  const bottom = Math.min(a.y + a.height, b.y + b.height);
  if (right <= left || bottom <= top) return 0;
  return (right - left) * (bottom - top);
}

export async function loadAll(ids, fetchOne, limit = 3) {
  const results = [];
  for (let at = 0; at < ids.length; at += limit) {
    const batch = ids.slice(at, at + limit);
    const answers = await Promise.all(batch.map((id) => fetchOne(id)));
    results.push(...answers.filter((answer) => answer !== null));
  }
  return results;
}

export function memoize(fn) {
  const cache = new Map();
  return (...args) => {
    const key = JSON.stringify(args);
    if (!cache.has(key)) {
      cache.set(key, fn(...args));
    }
    return cache.get(key);
  };
}
