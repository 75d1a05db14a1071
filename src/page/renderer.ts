import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
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
 * What every template may name. `partial` renders another template; EJS's own `include` would look on the disk.
 * `icon` is one of the few pictures. `lang` is the attribute of a text in another language than the page's, `labelLang`
 * that of a company's label.
 */
const LOCALS = ['model', 'content', 'texts', 'asset', 'partial', 'icon', 'lang', 'labelLang'] as const

/**
 * Compiles the templates, once.
 *
 * @param directory holds `layout.ejs`, `page.ejs`, `error.ejs` and `partials/*.ejs`
 * @param asset     the hashed address of a public file
 */
export function createRenderer(directory: string, asset: (name: string) => string): Renderer {
  const templates = new Map<string, Template>()
  for (const path of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.ejs')) templates.set(basename(path, '.ejs'), compile(join(directory, path)))
  }

  function get(name: string): Template {
    const template = templates.get(name)
    if (!template) throw new Error(`There is no template ${name}`)
    return template
  }

  function renderIn(language: Language) {
    const attribute = (code: string | null) => (code === null ? '' : ` lang="${code}"`)
    const texts = TEXTS[language]
    const lang = (text: string) => attribute(languageOf(text, language))
    const labelLang = (text: string) => attribute(languageOfLabel(text, language))
    const icons = new Map<string, string>()
    function icon(name: string): string {
      const known = icons.get(name) ?? render(get('icon'), name)
      icons.set(name, known)
      return known
    }
    const partial = (name: string, model: unknown) => render(get(name), model)
    function render(template: Template, model: unknown, content = ''): string {
      return template({ model, content, texts, asset, partial, icon, lang, labelLang })
    }
    return (name: string, model: object) => render(get('layout'), model, render(get(name), model))
  }

  const render = { en: renderIn('en'), zh: renderIn('zh') }
  return {
    page: (model) => render[model.language]('page', model),
    error: (model) => render[model.language]('error', model),
  }
}

function compile(filename: string): Template {
  return ejs.compile(readFileSync(filename, 'utf8'), {
    filename,
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
