/**
 * Whether pictures may come from a host.
 *
 * @param hostname as a URL has it
 * @param hosts    those of IMAGE_HOSTS, in lower case; `*.example.com` is every host below it
 */
export function isImageHost(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((host) =>
    host.startsWith('*.')
      ? hostname.endsWith(host.slice(1)) && hostname.length >= host.length
      : hostname === host,
  )
}
