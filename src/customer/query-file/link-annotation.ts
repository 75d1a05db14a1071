import type { Fail } from './annotation-values.ts'
import { toParts } from './column-annotation.ts'
import { readTemplate, type LinkTemplate } from './format-arguments.ts'
import { toPair, type Localized } from './localized.ts'

export interface Action {
  label: Localized
  template: LinkTemplate
  line: number
}

const LINK = /^link\((.*)\)$/u

export const isLink = (part: string) => LINK.test(part)

/** Parses `Refund | 退款 | link(https://…/{order_no})`; null if a part is missing. */
export function readAction(value: string, line: number, fail: Fail): Action | null {
  const [en = '', zh = '', link = '', ...rest] = toParts(value)
  if (en === '' || isLink(en) || isLink(zh) || rest.length > 0 || !isLink(link)) {
    fail('action needs a label and an address: -- action: Label | 标签 | link(https://…/{column})')
    return null
  }
  const template = readLink(link, fail)
  return template && { label: toPair(en, zh), template, line }
}

/** Parses `link(https://…/{column})`; null if it is invalid. */
export function readLink(text: string, fail: Fail): LinkTemplate | null {
  const [, address] = LINK.exec(text) ?? []
  if (address !== undefined) return readTemplate(address.trim(), fail)
  fail(`"${text}" is not a link: write link(https://…/{column})`)
  return null
}
