import type { Connection, FieldDef, Pool, Submittable } from 'pg'
import { serialize } from 'pg-protocol'
import { QueryError } from './query-error.ts'

/**
 * Postgres parses the statement but does not run it. That takes no time, unless a table is locked. Rejects with a
 * QueryError.
 */
export async function describeStatement(
  pool: Pool,
  text: string,
  timeoutMs: number,
): Promise<readonly FieldDef[]> {
  const client = await pool.connect().catch((error: unknown) => {
    throw new QueryError(error, 'connect')
  })
  try {
    await client.query(`begin; set local statement_timeout = ${String(timeoutMs)}`)
    const fields = await new Promise<readonly FieldDef[]>((settle, fail) => {
      const description = new Description(text, (error) => (error ? fail(error) : settle(description.fields)))
      client.query(description)
    })
    await client.query('rollback')
    client.release()
    return fields
  } catch (error) {
    client.release(true)
    throw new QueryError(error, 'parse')
  }
}

class Description implements Submittable {
  fields: readonly FieldDef[] = []
  private readonly text: string
  private readonly ended: (error: Error | null) => void

  constructor(text: string, ended: (error: Error | null) => void) {
    this.text = text
    this.ended = ended
  }

  submit(connection: Connection): void {
    const messages = [
      serialize.parse({ text: this.text }),
      serialize.describe({ type: 'S' }),
      serialize.sync(),
    ]
    connection.stream.write(Buffer.concat(messages))
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    this.fields = fields
  }

  handleError(error: Error): void {
    this.ended(error)
  }

  handleReadyForQuery(): void {
    this.ended(null)
  }
}
