export interface Item {
  sku: string;
  quantity: number;
  price: number;
  tags: string[];
  expires?: Date | null;
}

export class Inventory {
  private readonly items = new Map<string, Item>();
  private reserved: Record<string, number> = {};

  private readonly capacity: number;
  readonly name: string;

  constructor(capacity: number, name = 'main') {
    this.capacity = capacity;
    this.name = name;
  }

  get size(): number {
    let total = 0;
    for (const item of this.items.values()) {
      total += item.quantity;
    }
    return total;
  }

  add(item: Item): boolean {
    if (item.quantity <= 0 || this.size + item.quantity > this.capacity) {
      return false;
    }
    const known = this.items.get(item.sku);
    if (known) {
      known.quantity += item.quantity;
      known.price = Math.max(known.price, item.price);
    } else {
      this.items.set(item.sku, { ...item });
    }
    return true;
  }

  reserve(sku: string, count: number): number {
    const item = this.items.get(sku);
    if (!item) return 0;
    const free = item.quantity - (this.reserved[sku] ?? 0);
    const taken = Math.min(free, count);
    this.reserved[sku] = (this.reserved[sku] ?? 0) + taken;
    return taken;
  }

  release(sku: string, count: number): void {
    const held = this.reserved[sku] ?? 0;
    if (count >= held) {
      delete this.reserved[sku];
      return;
    }
    this.reserved[sku] = held - count;
  }

  value(tag?: string): number {
    return [...this.items.values()]
      .filter((item) => tag === undefined || item.tags.includes(tag))
      .reduce((sum, item) => sum + item.price * item.quantity, 0);
  }

  expired(now: Date): string[] {
    const found: string[] = [];
    for (const [sku, item] of this.items) {
      if (item.expires && item.expires.getTime() < now.getTime()) {
        found.push(sku);
      }
    }
    return found.sort((a, b) => a.localeCompare(b));
  }
}
