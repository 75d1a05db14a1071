/** The process cannot do its task. The message is for the terminal and contains no secret. */
export class StartError extends Error {
  override name = 'StartError'
}
