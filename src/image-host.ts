/** @param hosts of IMAGE_HOSTS, in lower case; `*.example.com` matches every subdomain */
export function isImageHost(hostname: string, hosts: readonly string[]): boolean {
  return hosts.some((host) =>
    host.startsWith('*.')
      ? hostname.endsWith(host.slice(1)) && hostname.length >= host.length
      : hostname === host,
  )
}
