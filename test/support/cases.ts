/** How many random cases all properties together try; `npm run test:long` tries twenty times as many. */
export const CASES = Number(process.env['PROPERTY_CASES'] ?? 5_000)
