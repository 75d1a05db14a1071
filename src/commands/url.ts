import type { Config } from '../config/load.ts'
import { listFiles } from '../customer/query-file/panel-files.ts'
import { findNameFault } from '../customer/query-file/window-name.ts'
import { CLIENT_IDS, CLIENTS, type ConsoleEncryption } from '../simulator/clients.ts'
import { toConsoleUrl } from '../simulator/console-request.ts'
import { CHANNELS } from '../visit/channel.ts'
import { ENCRYPTION_MODES } from '../visit/encryption-mode.ts'
import { LANGUAGES } from '../languages.ts'
import { readArguments, readChoice, readAssignment } from './arguments.ts'
import { toPageAddress } from './page-address.ts'
import { StartError } from './start-error.ts'

const OPTIONS = {
  visitor: { type: 'string' },
  param: { type: 'string', multiple: true },
  mode: { type: 'string' },
  client: { type: 'string' },
  channel: { type: 'string' },
  to: { type: 'string' },
  nickname: { type: 'string' },
  vas: { type: 'boolean', default: false },
  lang: { type: 'string' },
  base: { type: 'string' },
  window: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const

const HELP = `Prints the URL that one of the vendor's clients would request.

  npm run --silent url -- --visitor ID [options]

  --visitor ID       visitorImId: who the customer is in the channel
  --param NAME=TEXT  a custom parameter; repeatable (web console only)
  --mode MODE        ${ENCRYPTION_MODES.join(', ')}: what the console encrypts. Default: as HYPHENATE_ENCRYPTION says
  --client CLIENT    ${CLIENT_IDS.join(', ')}. Default: web
  --channel CHANNEL  ${CHANNELS.join(', ')}
  --to ID            the parameter to, if not the usual one of the channel
  --nickname TEXT    the customer's nickname (with --vas, and from iOS)
  --vas              adds the parameters of the value-added service
  --lang LANGUAGE    ${LANGUAGES.join(', ')}: the language of the agent's console
  --base URL         the URL as set in the console. Default: http://localhost:PORT/
  --window NAME      a window (a folder in panels/), appended to --base

The key is HYPHENATE_DES_KEY, from the environment or .env: on the command line it would stay in the shell's history.

  HYPHENATE_DES_KEY=12345678 npm run --silent url -- --visitor webim-visitor-Q922M6VHRKQG8QFXP6T9 --param name=Jack
`

export function url(config: Config, args: string[]): void {
  const { values } = readArguments(args, OPTIONS)
  if (values.help) {
    process.stdout.write(HELP)
    return
  }
  if (!values.visitor) throw new StartError('--visitor is missing. See --help.')
  const client = readChoice('client', CLIENT_IDS, values.client) ?? 'web'
  const lang = readChoice('lang', LANGUAGES, values.lang) ?? null
  const params = (values.param ?? []).map((text) => readAssignment(text, '--param must be NAME=TEXT.'))
  const { name, sendsCustom } = CLIENTS[client]
  if (params.length > 0 && !sendsCustom) {
    process.stderr.write(
      `--param is left out: ${name} sends no custom parameters, only the web console does.\n`,
    )
  }
  const consoleRequest = toConsoleUrl({
    visitor: {
      visitorImId: values.visitor,
      channel: readChoice('channel', CHANNELS, values.channel) ?? null,
      to: values.to,
      nickname: values.nickname,
    },
    params: Object.fromEntries(params),
    client,
    vas: values.vas,
    lang,
    encryption: toEncryption(config.encryption, values.mode),
    configuredUrl: toWindow(toBase(values.base ?? toDefaultBase(config)), values, config),
  })
  process.stdout.write(`${consoleRequest.url}\n`)
}

function toEncryption(
  { mode, keys }: Config['encryption'],
  requestedMode: string | undefined,
): ConsoleEncryption {
  const chosen = readChoice('mode', ENCRYPTION_MODES, requestedMode) ?? mode
  if (chosen === 'off') return { mode: chosen }
  const [key] = keys
  if (key === undefined) throw new StartError(`--mode ${chosen} needs HYPHENATE_DES_KEY. See --help.`)
  return { mode: chosen, key }
}

function toDefaultBase(config: Config): string {
  const { tls, listener } = config
  return `${toPageAddress(`${tls ? 'https' : 'http'}://localhost:${String(listener.port)}`, config)}/`
}

/** Only the folders of this machine are known, not the windows of another server's base. */
function toWindow(url: string, { window, base }: { window?: string; base?: string }, config: Config): string {
  if (window === undefined) return url
  const known = listFiles(config.queries.directory, config.basePath).windows.map(({ name }) => name)
  if (base === undefined && !known.includes(window))
    throw new StartError(`--window must be a folder below panels/: ${known.join(', ') || 'there is none'}.`)
  if (findNameFault(window, '') !== null)
    throw new StartError('--window must have only a-z, 0-9 and -, and be no address of the page.')
  // The path may lack its final slash, and a query may follow.
  return url.replace(/\/?(?=\?|$)/, `/${window}/`)
}

function toBase(text: string): string {
  if (!/^https?:\/\/[^/?#]+\//.test(text) || text.includes('#'))
    throw new StartError(
      '--base must be a URL with a path and without "#", such as https://crm.example.com/.',
    )
  return text
}
