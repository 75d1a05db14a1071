import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ejs from 'ejs'
import { forEachLanguage, type Language } from '../../visit/language.ts'
import type { RowPlan } from '../model/column-plan.ts'
import type { ErrorModel } from '../model/error-model.ts'
import { createTextWriters, escapeText } from './html-text.ts'
import type { PageModel } from '../model/page-model.ts'
import { memoize } from '../memoize.ts'
import { TEXTS } from '../texts/translations.ts'

export interface Renderer {
  page(model: PageModel): string
  error(model: ErrorModel): string
}

type Columns = RowPlan['shown']

interface TableParts {
  head: string
  /** The beginning of a cell in each column. */
  opening: { present: string; absent: string }[]
}

type Template = (locals: Record<(typeof LOCALS)[number], unknown>) => string

/**
 * What every template may name. `icon` is one of the few pictures, `table` has what is the same in each table of a
 * query, and the rest is in `html-text.ts`. What looks like a call of `partial` is another template, put in.
 */
const LOCALS = ['model', 'content', 'texts', 'asset', 'icon', 'table', 'lang', 'labelLang', 'bdi'] as const

/**
 * Compiles the templates, once.
 *
 * @param directory holds `layout.ejs`, `page.ejs`, `error.ejs` and `partials/*.ejs`
 * @param asset     the hashed address of a public file
 */
export function createRenderer(directory: string, asset: (name: string) => string): Renderer {
  const read = (name: string) => readFileSync(join(directory, `${name}.ejs`), 'utf8')
  const load = (name: string) => compile(name, joinPartials(read(name), read))
  const [layout, page, error] = [load('layout'), load('page'), load('error')]
  const [icons, head, column] = [load('partials/icon'), load('partials/head'), load('partials/column')]

  function createRender(language: Language) {
    const texts = TEXTS[language]
    const writers = createTextWriters(language)
    // What is the same on every page is written once.
    const icon = memoize(new Map<string, string>(), (name) => render(icons, name))
    const table = memoize(new WeakMap<Columns, TableParts>(), (columns) => ({
      head: render(head, columns),
      opening: columns.map((one) => ({
        present: render(column, { ...one, isAbsent: false }),
        absent: render(column, { ...one, isAbsent: true }),
      })),
    }))
    function render(template: Template, model: unknown, content = ''): string {
      const { lang, labelLang, bdi } = writers
      return template({ model, content, texts, asset, icon, table, lang, labelLang, bdi })
    }
    return (template: Template, model: object) => render(layout, model, render(template, model))
  }

  const render = forEachLanguage(createRender)
  return {
    page: (model) => render[model.language](page, model),
    error: (model) => render[model.language](error, model),
  }
}

const PARTIAL = /<%- partial\('(\w+)', (.+?)\) %>/g

/**
 * Puts the templates that a template names before it, as functions, so that one function makes a page: a hundred calls
 * of EJS's cost as much again. EJS's own `include` is such a call, and looks on the disk.
 */
function joinPartials(source: string, read: (name: string) => string): string {
  const functions = new Map<string, string>()
  const toCalls = (text: string): string =>
    text.replaceAll(PARTIAL, (_, name: string, model: string) => {
      if (!functions.has(name)) {
        functions.set(name, '')
        const body = toCalls(read(`partials/${name}`)).trimEnd()
        functions.set(name, `<% function put_${name}(model) { -%>\n${body}<% } -%>\n`)
      }
      return `<% put_${name}(${model}) %>`
    })
  const body = toCalls(source)
  return [...functions.values(), body].join('')
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
