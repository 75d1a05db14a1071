/** The embedded database cannot run here. The message is for the terminal: the reason and what to do. */
export class EmbeddedDatabaseError extends Error {
  override name = 'EmbeddedDatabaseError'
}
