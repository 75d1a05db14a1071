import type { Config } from '../config/load.ts'

/** On a server. Access tokens are secret, so a placeholder stands for them. */
export function toPageAddress(url: string, { accessTokens, basePath }: Config): string {
  return `${url}${basePath}${accessTokens.length > 0 ? '/ACCESS_TOKEN' : ''}`
}
