/* Powers bind first, then · and /, then + and −. */

/** The value of a text such as "2*(3+1)^-1"; null if it is no arithmetic. */
export function arithmetic(text: string): number | null {
  const tokens = tokensOf(text);
  if (!tokens) return null;
  const reader = new Reader(tokens);
  const total = reader.sum();
  return reader.isDone && !Number.isNaN(total) ? total : null;
}

function tokensOf(text: string): string[] | null {
  const token = /\s*((?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[-+*/^()%])/iy;
  const tokens: string[] = [];
  for (let hit = token.exec(text); hit; hit = token.exec(text)) tokens.push(hit[1] ?? "");
  const rest = tokens.reduce((left, part) => left.replace(part, ""), text);
  return tokens.length && !rest.trim() ? tokens : null;
}

class Reader {
  readonly #tokens: string[];

  constructor(tokens: string[]) {
    this.#tokens = tokens;
  }

  get isDone(): boolean {
    return this.#tokens.length === 0;
  }

  sum(): number {
    let total = this.#product();
    for (let sign = this.#next("+", "-"); sign; sign = this.#next("+", "-")) {
      total += sign === "+" ? this.#product() : -this.#product();
    }
    return total;
  }

  #product(): number {
    let total = this.#signed();
    for (let sign = this.#next("*", "/"); sign; sign = this.#next("*", "/")) {
      total = sign === "*" ? total * this.#signed() : total / this.#signed();
    }
    return total;
  }

  #signed(): number {
    const sign = this.#next("+", "-");
    if (sign) return sign === "-" ? -this.#signed() : this.#signed();
    let base = this.#atom();
    while (this.#next("%")) base /= 100;
    return this.#next("^") ? base ** this.#signed() : base;
  }

  #atom(): number {
    if (this.#next("(")) {
      const inside = this.sum();
      return this.#next(")") ? inside : Number.NaN;
    }
    return /\d/.test(this.#tokens[0] ?? "") ? Number(this.#tokens.shift()) : Number.NaN;
  }

  #next(...signs: string[]): string {
    return signs.includes(this.#tokens[0] ?? "") ? (this.#tokens.shift() ?? "") : "";
  }
}
