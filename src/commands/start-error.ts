/** The process cannot do what it was started for. The message is for whoever started it, and holds no secret. */
export class StartError extends Error {
  override name = 'StartError'
}
