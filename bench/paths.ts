import { fileURLToPath } from 'node:url'

/** The project; this file runs as `dist/bench/bench/paths.js`. */
export const ROOT = new URL('../../../', import.meta.url)
/** The production build. */
export const MAIN = fileURLToPath(new URL('dist/main.js', ROOT))
/** A program of this folder, built. */
export const program = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url))
