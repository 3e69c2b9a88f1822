// SHA-256 (FIPS 180-4) in the JavaScript of 2009: browsers offer their own at https addresses only, and a classroom's server
// often has none.

var PRIMES = firstPrimes(64);
var START = PRIMES.slice(0, 8).map(function (prime) { return fraction(Math.sqrt(prime)); });
var ROUND = PRIMES.map(function (prime) { return fraction(prime ** (1 / 3)); });

/** The hash of bytes, as 64 hexadecimal digits. */
export function sha256(bytes: Uint8Array): string {
  var state = new Int32Array(START);
  var words = new Int32Array(64);
  var whole = bytes.length - (bytes.length % 64);
  for (var at = 0; at < whole; at += 64) addBlock(state, words, bytes, at);
  var rest = lastBlocks(bytes, whole);
  for (at = 0; at < rest.length; at += 64) addBlock(state, words, rest, at);
  var text = "";
  for (var i = 0; i < 8; i++) text += ("0000000" + (state[i]! >>> 0).toString(16)).slice(-8);
  return text;
}

/** What is left over, a one, zeros, and the length in bits. */
function lastBlocks(bytes: Uint8Array, from: number): Uint8Array {
  var left = bytes.length - from;
  var rest = new Uint8Array(left < 56 ? 64 : 128);
  rest.set(bytes.subarray(from));
  rest[left] = 128;
  var bits = bytes.length * 8;
  for (var i = 1; i <= 8; i++) {
    rest[rest.length - i] = bits % 256;
    bits = Math.floor(bits / 256);
  }
  return rest;
}

function addBlock(state: Int32Array, words: Int32Array, bytes: Uint8Array, at: number): void {
  for (var i = 0; i < 16; i++) {
    var from = at + 4 * i;
    words[i] = (bytes[from]! << 24) | (bytes[from + 1]! << 16) | (bytes[from + 2]! << 8) | bytes[from + 3]!;
  }
  for (i = 16; i < 64; i++) {
    var early = words[i - 15]!;
    var late = words[i - 2]!;
    var one = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    var two = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[i] = words[i - 16]! + one + words[i - 7]! + two;
  }
  mix(state, words);
}

function mix(state: Int32Array, words: Int32Array): void {
  var a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!, e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (var i = 0; i < 64; i++) {
    var one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i]! + words[i]!) | 0;
    var two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + one) | 0;
    d = c; c = b; b = a; a = (one + two) | 0;
  }
  state[0]! += a; state[1]! += b; state[2]! += c; state[3]! += d; state[4]! += e; state[5]! += f; state[6]! += g; state[7]! += h;
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first 32 bits of what stands after the point. */
function fraction(value: number): number {
  return ((value - Math.floor(value)) * 4294967296) | 0;
}

function firstPrimes(count: number): number[] {
  var found: number[] = [];
  for (var number = 2; found.length < count; number++) {
    if (found.every(function (prime) { return number % prime !== 0; })) found.push(number);
  }
  return found;
}
