/** Of every answer, whoever makes it: a search engine that found an address must not keep what is there. */
export const NO_INDEX = ['X-Robots-Tag', 'noindex'] as const
