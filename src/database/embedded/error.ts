/** The embedded database cannot run here; the message says why and what to do, and is meant for the terminal. */
export class EmbeddedDatabaseError extends Error {
  override name = 'EmbeddedDatabaseError'
}
