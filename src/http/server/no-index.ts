/** A search engine that has found an address must not index it. */
export const NO_INDEX = ['X-Robots-Tag', 'noindex'] as const
