interface Memory<Key, Value> {
  readonly size?: number
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
  clear?(): void
}

/**
 * Makes the function that makes something of a key once, and has it the next time.
 *
 * @param known where it is kept
 * @param most  so many are kept; then all are forgotten, since what is asked for often is soon there again
 */
export function memoize<Key, Value>(
  known: Memory<Key, Value>,
  make: (key: Key) => Value,
  most = Infinity,
): (key: Key) => Value {
  return (key) => {
    let value = known.get(key)
    if (value === undefined) {
      if (known.size !== undefined && known.size >= most) known.clear?.()
      value = make(key)
      known.set(key, value)
    }
    return value
  }
}
