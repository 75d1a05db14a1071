import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** The account that runs Postgres: `undefined` is the app's own. */
export type Account = { uid: number; gid: number } | undefined

const NOBODY = { uid: 65_534, gid: 65_534 } as const

/** Postgres refuses to run as root: then the owner of an existing cluster runs it, or nobody. */
export function chooseAccount(clusterDirectory: string): Account {
  if (process.getuid?.() !== 0) return undefined
  const owner = statSync(clusterDirectory, { throwIfNoEntry: false })
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : NOBODY
}

/** Whether the account may enter the directory: it needs the `x` bit on it and on every directory above. */
export function canReach(account: Account, directory: string): boolean {
  if (!account) return true
  for (let path = resolve(directory); ; path = dirname(path)) {
    const entry = statSync(path, { throwIfNoEntry: false })
    if (entry) {
      const bit = entry.uid === account.uid ? 0o100 : entry.gid === account.gid ? 0o010 : 0o001
      if ((entry.mode & bit) === 0) return false
    }
    if (path === dirname(path)) return true
  }
}
