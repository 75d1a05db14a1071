import type { LinkSource } from '../../customer/link.ts'
import type { Language } from '../../languages.ts'
import type { Cell } from '../cells/cell.ts'
import type { SafeVisit } from '../redaction/safe-visit.ts'
import { TEXTS } from '../texts/texts.ts'

/** Its only field is a seal that holds the whole request. */
interface SealedForm {
  action: string
  page: string
}

/** Offered: not linked, but can be. New: just linked. Kept: linked by an earlier request. */
export type LinkState =
  | { kind: 'offered'; form: SealedForm }
  | { kind: 'new'; form: SealedForm | null }
  | {
      kind: 'kept'
      source: LinkSource
      by: string | null
      at: Date | null
      form: SealedForm | null
    }

export interface LinkModel {
  state: LinkState['kind']
  text: string
  /** Null if the agent can neither link nor unlink. */
  form: (SealedForm & { label: string; confirmation: string; confirm: string }) | null
}

interface Names {
  builtIn: Pick<SafeVisit['builtIn'], 'nickname' | 'visitorImId'>
  customer: string
  toDay: (at: Date) => Cell | null
}

export function toLinkModel(
  state: LinkState,
  { builtIn: { nickname, visitorImId }, customer, toDay }: Names,
  language: Language,
): LinkModel {
  const texts = TEXTS[language].link
  const visitor = nickname ?? visitorImId
  const isOffer = state.kind === 'offered'
  const form = state.form && {
    ...state.form,
    label: { offered: texts.link, new: texts.undo, kept: texts.undoLater }[state.kind],
    confirmation: isOffer ? texts.confirmLink(visitor, customer) : texts.confirmUndo(visitor, customer),
    confirm: isOffer ? texts.doLink : texts.doUndo,
  }
  return { state: state.kind, text: toText(), form }

  function toText(): string {
    switch (state.kind) {
      case 'offered':
        return texts.notLinked(nickname, customer)
      case 'new':
        return `${texts.byYou} ${texts.now}`
      case 'kept':
        return texts.kept(texts.by(state.source, state.by), (state.at && toDay(state.at)?.text) ?? null)
    }
  }
}
