/** Texts that are too long are reported on the page; more parameters than `query` are rejected. */
export const PARAMETERS = {
  /** Total number of parameters; more than fit into a visitor's message of 5 KB. */
  query: 1000,
  parameters: 100,
  /** In characters, as are the following. */
  name: 100,
  /** Length as sent, doubled by encryption and hex. */
  value: 8000,
  id: 256,
  text: 2000,
} as const
