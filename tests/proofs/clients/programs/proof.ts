// What the programs share: the address of the service, values of their own, and a check.

declare const process: { argv: string[] };

export const address = process.argv[2] ?? "";

/** Throw an error unless a condition holds. */
export function check(condition: boolean, what: string): asserts condition {
  if (!condition) {
    throw new Error(what);
  }
}

/** Return a name that no other row has. */
export function unique(name: string): string {
  return `${name}-${crypto.randomUUID().slice(0, 8)}`;
}
