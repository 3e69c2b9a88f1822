// What the tests use of node's own runner; all of node's types would bring its timers into the page's scripts.

declare module "node:test" {
  export function test(name: string, body: () => void | Promise<void>): void;
}

declare module "node:assert/strict" {
  export function equal<T>(actual: T, expected: T, message?: string): void;
  export function deepEqual<T>(actual: T, expected: T, message?: string): void;
  export function ok(value: unknown, message?: string): asserts value;
  export function throws(body: () => unknown, expected?: RegExp): void;
  export function rejects(body: Promise<unknown>, expected?: RegExp): Promise<void>;
}
