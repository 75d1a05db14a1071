import type { LinkModel } from './link-model.ts'
import type { PageModel } from './page-model.ts'
import type { PanelModel } from './panel-model.ts'

/** Customer ids are strings, whatever their type in the database. */
export function toPageJson(page: PageModel) {
  const { outcome, basis, identity, requestId } = page
  const { visit } = page
  const { builtIn } = visit
  return {
    outcome,
    basis,
    identity,
    visit: {
      visitorImId: builtIn.visitorImId,
      easemobId: builtIn.easemobId,
      to: builtIn.to,
      channel: visit.channel,
      channelUncertain: page.channelUncertain,
      lang: page.language,
      tenantId: builtIn.tenantId,
      userId: builtIn.userId,
      nickname: builtIn.nickname,
      agent: { id: builtIn.agentId, name: builtIn.agentName, email: builtIn.email },
      customParameters: visit.customParameters,
      notRead: page.notRead,
      undecryptable: visit.undecryptable,
      repairs: visit.repairs,
    },
    ...(page.strip.length > 0 ? { strip: page.strip } : {}),
    customer: page.toCustomer(),
    ...(outcome === 'several' || page.claim !== null
      ? { candidates: page.candidates.map(({ values }) => values) }
      : {}),
    ...(page.search ? { search: { ...page.search, open: page.candidates.map(({ open }) => open) } } : {}),
    ...(page.link ? { link: toLinkJson(page.link) } : {}),
    ...(page.notice === null ? {} : { notice: page.notice }),
    ...(page.card && page.card.actions.length > 0 ? { actions: page.card.actions } : {}),
    panels: page.panels.map((panel) => ({
      name: panel.name,
      title: panel.title,
      ...(panel.titleHref === null ? {} : { titleHref: panel.titleHref }),
      status: panel.status,
      rows: page.toRows(panel),
      ...toRowLists(panel),
    })),
    requestId,
  }
}

function toRowLists({ rows }: PanelModel) {
  return {
    ...(rows.some(({ actions }) => actions.length > 0)
      ? { actions: rows.map(({ actions }) => actions) }
      : {}),
    ...(rows.some(({ replies }) => replies.length > 0)
      ? { replies: rows.map(({ replies }) => replies) }
      : {}),
  }
}

function toLinkJson({ state, text, form }: LinkModel) {
  return { state, text, form: form && { action: form.action, page: form.page } }
}
