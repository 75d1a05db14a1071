import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ejs from 'ejs'
import type { Language } from '../visit/language.ts'
import type { ErrorModel } from './error-model.ts'
import type { PageModel } from './page-model.ts'
import { languageOf, languageOfLabel } from './text-language.ts'
import { TEXTS } from './texts.ts'
import { toText } from './value.ts'

export interface Renderer {
  page(model: PageModel): string
  error(model: ErrorModel): string
}

type Template = (locals: Record<(typeof LOCALS)[number], unknown>) => string

/**
 * What every template may name. `icon` is one of the few pictures. `lang` is the attribute of a text in another language
 * than the page's, `labelLang` that of a company's label. What looks like a call of `partial` is another template, put in.
 */
const LOCALS = ['model', 'content', 'texts', 'asset', 'icon', 'lang', 'labelLang'] as const

/**
 * Compiles the templates, once.
 *
 * @param directory holds `layout.ejs`, `page.ejs`, `error.ejs` and `partials/*.ejs`
 * @param asset     the hashed address of a public file
 */
export function createRenderer(directory: string, asset: (name: string) => string): Renderer {
  const read = (name: string) => readFileSync(join(directory, `${name}.ejs`), 'utf8')
  const load = (name: string) => compile(name, joinPartials(read(name), read))
  const [layout, page, error, icons] = [load('layout'), load('page'), load('error'), load('partials/icon')]

  function createRender(language: Language) {
    const attribute = (code: string | null) => (code === null ? '' : ` lang="${code}"`)
    const texts = TEXTS[language]
    const lang = (text: string) => attribute(languageOf(text, language))
    const labelLang = (text: string) => attribute(languageOfLabel(text, language))
    const known = new Map<string, string>()
    function icon(name: string): string {
      let drawn = known.get(name)
      if (drawn === undefined) {
        drawn = render(icons, name)
        known.set(name, drawn)
      }
      return drawn
    }
    function render(template: Template, model: unknown, content = ''): string {
      return template({ model, content, texts, asset, icon, lang, labelLang })
    }
    return (template: Template, model: object) => render(layout, model, render(template, model))
  }

  const render = { en: createRender('en'), zh: createRender('zh') }
  return {
    page: (model) => render[model.language](page, model),
    error: (model) => render[model.language](error, model),
  }
}

const PARTIAL = /<%- partial\('(\w+)', (.+?)\) %>/g

/**
 * Puts the templates that a template names into it, so that one function makes a page: a hundred calls of EJS's cost as
 * much again. EJS's own `include` is such a call, and looks on the disk.
 */
function joinPartials(source: string, read: (name: string) => string): string {
  return source.replaceAll(PARTIAL, (_, name: string, model: string) => {
    const partial = joinPartials(read(`partials/${name}`), read).trimEnd()
    return `<% ((model) => { -%>\n${partial}<% })(${model}) %>`
  })
}

function compile(name: string, source: string): Template {
  return ejs.compile(source, {
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

const SPECIAL = /[&<>"']/

/** As EJS does it, without a replacement where there is nothing to replace: nearly everywhere. */
function escapeText(value: unknown): string {
  const text = typeof value === 'string' ? value : toText(value)
  return SPECIAL.test(text) ? ejs.escapeXML(text) : text
}
