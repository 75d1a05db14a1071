interface Init {
  method?: string
  body?: URLSearchParams
  headers?: Readonly<Record<string, string>>
}

/** A browser without scripts: follows redirects, keeps cookies by name, and records its history. */
export function createHttpBrowser(headers: Readonly<Record<string, string>> = {}) {
  const cookies = new Map<string, string>()
  const visited: string[] = []

  function keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split('; ')
      const [name = '', value = ''] = pair.split(/=(.*)/s)
      const isGone = attributes.some((text) => text === 'Max-Age=0' || text.includes('01 Jan 1970'))
      if (isGone) cookies.delete(name)
      else cookies.set(name, value)
    }
  }

  async function ask(address: string, { headers: more, ...init }: Init = {}): Promise<Response> {
    visited.push(address)
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(address, {
      redirect: 'manual',
      ...init,
      headers: { Accept: 'text/html', ...headers, ...more, ...(cookie && { Cookie: cookie }) },
    })
    keep(response)
    const location = response.headers.get('Location')
    if (location === null) return response
    return ask(new URL(location, address).href)
  }

  return {
    cookies,
    visited,
    get: (address: string, more: Record<string, string> = {}) => ask(address, { headers: more }),
    /** Sends a form from the same site. */
    post: (address: string, fields: Record<string, string>, more: Record<string, string> = {}) =>
      ask(address, {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'Sec-Fetch-Site': 'same-origin', ...more },
      }),
  }
}

export type HttpBrowser = ReturnType<typeof createHttpBrowser>
