import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ejs from 'ejs'
import { forEachLanguage, type Language } from '../../visit/language.ts'
import type { ErrorModel } from '../model/error-model.ts'
import type { PageModel } from '../model/page-model.ts'
import type { SignInPage } from '../model/sign-in-model.ts'
import { TEXTS } from '../texts/texts.ts'
import { createCellWriter } from './cell-html.ts'
import { createTextWriters, escapeText } from './html-text.ts'

export interface Renderer {
  page(model: PageModel): string
  error(model: ErrorModel): string
  signIn(model: SignInPage): string
}

/** A line that begins with a block: behind one no line break is seen. Blocks that a stylesheet puts into a line do not begin it. */
const BLOCK_LINE =
  /^(<\/?(?:body|d[dlt]|details|div|footer|form|h[1-6]|head|header|html|li|link|main|meta|ol|p|path|script|section|summary|svg|title|ul)\b.*>)\n/gm

type Template = (locals: Record<(typeof LOCALS)[number], unknown>) => string

/**
 * What every template may name: its model; the layout its `content`, too. `partial(name, model)` is the HTML of another
 * template, `show(cell)` that of a cell, and `icon(name)` one of the few pictures; the last three are in `html-text.ts`.
 */
const LOCALS = [
  'model',
  'content',
  'texts',
  'asset',
  'scheme',
  'partial',
  'icon',
  'show',
  'lang',
  'labelLang',
  'bdi',
] as const

/** What a browser is told, and what the dark colours are for: never for paper. */
const SCHEMES = {
  auto: { meta: 'light dark', dark: 'screen and (prefers-color-scheme: dark)' },
  light: { meta: 'light', dark: null },
  dark: { meta: 'dark', dark: 'screen' },
} as const

/**
 * Compiles the templates, once.
 *
 * @param directory   holds `layout.ejs`, `page.ejs`, `error.ejs`, three of the sign-in, and `partials/*.ejs`
 * @param asset       the hashed address of a public file
 * @param colorScheme of every page: the browser's choice, or always the same
 */
export function createRenderer(
  directory: string,
  asset: (name: string) => string,
  colorScheme: keyof typeof SCHEMES,
): Renderer {
  const scheme = SCHEMES[colorScheme]
  const load = (name: string) => compile(name, readFileSync(join(directory, `${name}.ejs`), 'utf8'))
  const [layout, page, error] = [load('layout'), load('page'), load('error')]
  const signIn = { ask: load('sign-in'), code: load('sign-in-code'), done: load('signed-in') }
  const partials = new Map(
    readdirSync(join(directory, 'partials')).map((file) => {
      const name = file.replace(/\.ejs$/, '')
      return [name, load(`partials/${name}`)]
    }),
  )

  function createRender(language: Language) {
    const texts = TEXTS[language]
    const writers = createTextWriters(language)
    const { lang, labelLang, bdi } = writers
    const show = createCellWriter(texts, writers)
    const toLocals = (model: unknown, content = '') => {
      return { model, content, texts, asset, scheme, partial, icon, show, lang, labelLang, bdi }
    }
    const icons = new Map<string, string>()
    function icon(name: string): string {
      const html = icons.get(name) ?? partial('icon', name)
      icons.set(name, html)
      return html
    }
    // A map of functions, since EJS's own `include` looks on the disk and copies all locals at each call.
    function partial(name: string, model: unknown): string {
      const template = partials.get(name)
      if (!template) throw new Error(`There is no template partials/${name}.ejs`)
      return template(toLocals(model))
    }
    return (template: Template, model: object) => layout(toLocals(model, template(toLocals(model))))
  }

  const render = forEachLanguage(createRender)
  return {
    page: (model) => render[model.language](page, model),
    error: (model) => render[model.language](error, model),
    signIn: (model) => render[model.language](signIn[model.step], model),
  }
}

function compile(name: string, source: string): Template {
  return ejs.compile(source.replaceAll(BLOCK_LINE, '$1'), {
    filename: name,
    strict: true,
    _with: false,
    destructuredLocals: [...LOCALS],
    rmWhitespace: true,
    compileDebug: false,
    escape: escapeText,
    // Else EJS copies the locals at each call, in order to hide what they inherit: it matters where names are looked up
    // by `with`. Here each of them is set.
    unsafePrototypeLocals: true,
  } as ejs.Options) as Template
}
