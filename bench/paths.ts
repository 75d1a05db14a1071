import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project; this file runs as `dist/bench/bench/paths.js`. */
export const ROOT = new URL('../../../', import.meta.url)
/** The production build. */
export const MAIN = fileURLToPath(new URL('dist/main.js', ROOT))
/** The build of another checkout of this project. */
export const mainOf = (checkout: string) => resolve(checkout, 'dist/main.js')
/** A compiled program of this folder. */
export const program = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url))
