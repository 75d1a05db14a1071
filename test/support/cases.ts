/** Total number of random cases of all properties; `npm run test:long` runs twenty times as many. */
export const CASES = Number(process.env['PROPERTY_CASES'] ?? 5_000)
