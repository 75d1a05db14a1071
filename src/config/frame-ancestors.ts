import { z } from 'zod'

const DEFAULT_FRAME_ANCESTORS = 'https://kefu.easemob.com https://*.easemob.com'
const FRAME_ANCESTOR =
  /^('self'|'none'|\*|https?:|(https?:\/\/)?(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:(\d+|\*))?)$/i

/** The header's keywords. A shell often removes their quotes, or users double them to prevent that. */
const KEYWORD = /^["'`\\‘’“”]*(self|none)["'`\\‘’“”]*$/i

export const frameAncestors = z
  .string()
  .default(DEFAULT_FRAME_ANCESTORS)
  .transform(toFrameAncestors)
  .refine(
    (sources) => sources.length > 0 && sources.every((source) => FRAME_ANCESTOR.test(source)),
    "must be origins separated by spaces, such as https://kefu.example.com, or 'self'",
  )
  .refine(
    (sources) => sources.length === 1 || !sources.includes("'none'"),
    "combines 'none' with other values",
  )

function toFrameAncestors(text: string): string[] {
  const sources = text
    .replace(/^\s*"(.*)"\s*$/s, '$1')
    .split(/\s+/)
    .filter((source) => source !== '')
    .map((source) => source.replace(KEYWORD, (_quoted, word: string) => `'${word.toLowerCase()}'`))
  return [...new Set(sources)]
}
