import { toParts } from './column-annotation.ts'
import { readTemplate, type LinkTemplate } from './format-arguments.ts'
import { toPair, type Localized } from './localized.ts'

/** A link that a line of its own asks for: to the address that a template makes of a row. */
export interface Action {
  label: Localized
  template: LinkTemplate
  line: number
}

type Fail = (message: string) => void

const LINK = /^link\((.*)\)$/u

/** Whether a part of a line is where its link was meant to stand. */
export const isLink = (part: string) => LINK.test(part)

/** Reads `Refund | 退款 | link(https://…/{order_no})`; null where something of it is missing. */
export function readAction(value: string, line: number, fail: Fail): Action | null {
  const [en = '', zh = '', link = '', ...rest] = toParts(value)
  if (en === '' || isLink(en) || isLink(zh) || rest.length > 0 || !isLink(link)) {
    fail('action needs a label and an address: -- action: Label | 标签 | link(https://…/{column})')
    return null
  }
  const template = readLink(link, fail)
  return template && { label: toPair(en, zh), template, line }
}

/** Reads `link(https://…/{column})`; null where it is none. */
export function readLink(text: string, fail: Fail): LinkTemplate | null {
  const [, address] = LINK.exec(text) ?? []
  if (address !== undefined) return readTemplate(address.trim(), fail)
  fail(`"${text}" is no link: write link(https://…/{column})`)
  return null
}
