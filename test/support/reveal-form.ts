/** Parses the form of a page with masked values, and what each of its buttons sends, in page order. */
export function readRevealForm(html: string) {
  const [, action = '', visit = ''] =
    /<form id="reveal" method="post" action="([^"]*)"><input type="hidden" name="visit" value="([\w-]*)"><\/form>/.exec(
      html,
    ) ?? []
  const proofs = [
    ...html.matchAll(/<button class="reveal" form="reveal" name="value" value="([\w-]*)"/g),
  ].map(([, proof = '']) => proof)
  return { action, visit, proofs }
}

/** Removes what differs each time: the page's id, times, and the random parts of sealed and signed values. */
export function withoutMoment(html: string): string {
  return html
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'REQUEST')
    .replaceAll(
      /(name="(?:visit|value|page)" value="|"page":"|"\/open\/)([\w-]+)"/g,
      (_, start: string, text: string) => `${start}${'S'.repeat(text.length)}"`,
    )
    .replaceAll(/<time [^>]*>[^<]*<\/time>/g, 'TIME')
    .replaceAll(/(?<="REQUEST">)[0-9a-f]{8}(?=<)/g, 'REF')
}
