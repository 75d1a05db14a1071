/* Below the page's own address. */

export const REVEAL_PATH = '/reveal'
export const SEARCH_PATH = '/search'
export const LINK_PATH = '/link'
export const UNLINK_PATH = '/unlink'
/** A sealed page: of a customer that an agent opened, or of the visitor. */
export const OPEN_PATH = '/open'
