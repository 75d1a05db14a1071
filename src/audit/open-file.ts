import { access, constants, open, readlink, stat, type FileHandle } from 'node:fs/promises'
import { dirname, isAbsolute } from 'node:path'
import { TRUNCATION_MARK } from './audit.ts'

const OWNER_ONLY = 0o600
const { O_APPEND, O_CREAT, O_RDWR, O_NONBLOCK, W_OK, X_OK } = constants
/** Without O_NONBLOCK, opening a device may block, and on some systems a named pipe: both are refused afterwards. */
const APPEND_FLAGS = O_APPEND | O_RDWR | O_NONBLOCK
export const NEWLINE = 0x0a

/**
 * A partial line, left by a power failure or a full disk, is terminated and marked. Rejects with the system error.
 */
export async function openForAppending(path: string): Promise<FileHandle> {
  const file = await open(path, APPEND_FLAGS | O_CREAT, OWNER_ONLY)
  try {
    const size = await sizeOf(file)
    const { buffer } = await file.read(Buffer.alloc(1, '\n'), 0, 1, Math.max(0, size - 1))
    if (buffer[0] !== NEWLINE) await file.appendFile(`${TRUNCATION_MARK}\n`)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

/** @throws the system error that opening the file would throw; creates and changes nothing */
export async function checkAppendable(path: string): Promise<void> {
  const file = await open(path, APPEND_FLAGS).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  })
  if (!file) return checkCreatable(path)
  try {
    await sizeOf(file)
  } finally {
    await file.close()
  }
}

/** Follows links, as a file is created where the last one leads. There is no loop: opening it has failed with ELOOP. */
async function checkCreatable(path: string): Promise<void> {
  if (path.endsWith('/')) throw Object.assign(new Error('Not a file name'), { code: 'EISDIR' })
  const target = await readlink(path).catch(() => null)
  if (target === null) await access(dirname(path), W_OK | X_OK)
  else await checkCreatable(isAbsolute(target) ? target : `${dirname(path)}/${target}`)
}

/** @throws an error with a code if it is a device or a pipe */
async function sizeOf(file: FileHandle): Promise<number> {
  const found = await file.stat()
  if (!found.isFile()) throw Object.assign(new Error('Not a regular file'), { code: 'ENOTSUP' })
  return found.size
}

/** False also if a file server lost one of them. */
export async function isSameFile(path: string, file: FileHandle): Promise<boolean> {
  const [found, own] = await Promise.all([stat(path).catch(() => null), file.stat().catch(() => null)])
  return found !== null && own !== null && found.ino === own.ino && found.dev === own.dev
}
