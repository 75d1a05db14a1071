import { NO_PARAMETERS, type LookupParameters } from '../customer/lookup-parameters.ts'
import { PARAMETER_NAMES, type ParameterName } from '../customer/query-file/parameter-names.ts'
import { CHANNELS, toChannelByShape } from '../visit/channel.ts'
import { LANGUAGES, type Language } from '../languages.ts'
import { readArguments, readAssignment, readChoice, readVisitorId } from './arguments.ts'
import { StartError } from './start-error.ts'

const OPTIONS = {
  visitor: { type: 'string' },
  channel: { type: 'string' },
  lang: { type: 'string' },
  param: { type: 'string', multiple: true },
  sent: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Parameters with an option of their own, and those that are not part of a visit. */
const OWN: ReadonlySet<ParameterName> = new Set(['visitorImId', 'channel', 'lang', 'customerId'])
const GIVEN_BY_NAME = PARAMETER_NAMES.filter((name) => !OWN.has(name))

export const CHECK_HELP = `Checks configuration, database and query files, and reports all faults.

  npm run check
  npm run check -- --visitor ID [options]

  --visitor ID        also runs every file for this visitor, and prints the number of rows and the time
  --channel CHANNEL   ${CHANNELS.join(', ')}. Default: detected from the shape of the id
  --lang LANGUAGE     ${LANGUAGES.join(', ')}. Default: DEFAULT_LANGUAGE
  --param NAME=TEXT   ${GIVEN_BY_NAME.join(', ')}; repeatable
  --sent NAME=TEXT    a custom parameter, for :sent.NAME in panels; repeatable
`

interface CheckArguments {
  help: boolean
  /** Builds the parameters of the visitor's queries; undefined without a visitor. */
  toParameters: ((defaultLanguage: Language) => LookupParameters) | undefined
}

/** @throws {StartError} */
export function readCheckArguments(args: string[]): CheckArguments {
  const { help, visitor, channel, lang, param = [], sent = [] } = readArguments(args, OPTIONS).values
  const given = new Map(param.map(readParameter))
  const texts = new Map(sent.map((text) => readAssignment(text, WRONG_SENT)))
  const to = given.get('to') ?? null
  const known = readChoice('channel', CHANNELS, channel)
  const language = readChoice('lang', LANGUAGES, lang)
  if (visitor === undefined) {
    if (channel ?? lang ?? param[0] ?? sent[0])
      throw new StartError('--channel, --lang, --param and --sent need --visitor. See --help.')
    return { help, toParameters: undefined }
  }
  const visitorImId = readVisitorId(visitor)
  const toParameters = (defaultLanguage: Language): LookupParameters => ({
    ...NO_PARAMETERS,
    ...Object.fromEntries(given),
    visitorImId,
    channel: known ?? toChannelByShape({ visitorImId, to }),
    lang: language ?? defaultLanguage,
    sent: texts,
  })
  return { help, toParameters }
}

const WRONG_PARAM = `--param must be NAME=TEXT, with a name of ${GIVEN_BY_NAME.join(', ')}. A custom parameter is --sent NAME=TEXT.`
const WRONG_SENT = '--sent must be NAME=TEXT, with the name of a custom parameter.'

function readParameter(pair: string): [ParameterName, string] {
  const [name, text] = readAssignment(pair, WRONG_PARAM)
  const known = GIVEN_BY_NAME.find((one) => one === name)
  if (!known) throw new StartError(WRONG_PARAM)
  return [known, text]
}
