import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ejs from 'ejs'
import { forEachLanguage, type Language } from '../../languages.ts'
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

/**
 * After a line that begins with a block element, a line break is not rendered. Elements that the stylesheet lays out
 * inline need it as a space, so they must not begin a line.
 */
const BLOCK_LINE =
  /^(<\/?(?:body|d[dlt]|details|div|footer|form|h[1-6]|head|header|html|li|link|main|meta|ol|p|path|script|section|summary|svg|title|ul)\b.*>)\n/gm

type Template = (locals: Record<(typeof LOCALS)[number], unknown>) => string

/**
 * `content` is for the layout only. `partial(name, model)` renders another template, `show(cell)` a cell and
 * `icon(name)` an icon; `lang`, `labelLang` and `bdi` come from `html-text.ts`.
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

/** The content of `<meta name="color-scheme">`, and the media that the dark colours apply to. Paper is never dark. */
const SCHEMES = {
  auto: { meta: 'light dark', dark: 'screen and (prefers-color-scheme: dark)' },
  light: { meta: 'light', dark: null },
  dark: { meta: 'dark', dark: 'screen' },
} as const

/** @param asset returns the hashed address of a public file */
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
    // Replaces EJS's `include`, which accesses the disk and copies all locals at each call.
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
    // Otherwise EJS copies the locals at each call to guard against inherited properties. That matters only for `with`;
    // here all locals are set explicitly.
    unsafePrototypeLocals: true,
  } as ejs.Options) as Template
}
