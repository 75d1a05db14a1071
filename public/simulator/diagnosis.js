import { code, make, makeTable } from './dom.js'

const milliseconds = (ms) => `${ms.toFixed(1)} ms`

/** Renders the server's diagnosis of a URL: how it was parsed, and what the queries returned. */
export function renderDiagnosis(diagnosis, mode, texts) {
  const { parameters, repairs, replaced, error, channel, lookup, panels, times } = diagnosis
  const list = (items) => make('ul', {}, ...items.map((item) => make('li', {}, item)))
  const parts = [
    ...(error ? [make('h3', { className: 'problem' }, texts.error), list(toReasons(error, texts))] : []),
  ]
  parts.push(
    make('h3', {}, texts.parameters),
    makeTable(
      texts.columns,
      parameters.map((parameter) => [
        code(parameter.name),
        code(parameter.raw),
        parameter.value === null ? '—' : code(parameter.value),
        toWhy(parameter, texts),
      ]),
    ),
    make('p', { className: 'quiet' }, `${texts.rule} ${texts.expects[mode]}`),
    make('p', {}, `${texts.repairs}: ${repairs.join(', ') || texts.none}. ${texts.channel(channel)}.`),
  )
  if (repairs.length > 0 && replaced.length > 0) {
    parts.push(make('p', {}, `${texts.replaced}:`))
    parts.push(list(replaced.map(({ name, value }) => code(`${name}=${value}`))))
  }
  if (lookup) parts.push(make('h3', {}, texts.lookup), renderQueries(lookup, panels, times, texts))
  parts.push(make('p', { className: 'quiet' }, toTimes(times, texts)))
  return parts
}

function renderQueries(lookup, panels, times, texts) {
  const given = (values) => code(values.map(({ name, value }) => `:${name} = ${value ?? 'null'}`).join('\n'))
  const found = [texts.outcomes[lookup.outcome], texts.rows(lookup.rows)]
  if (lookup.customerId !== null) found.push(texts.customerId(lookup.customerId))
  return makeTable(texts.queryColumns, [
    [code(lookup.file), given(lookup.parameters), found.join(', '), milliseconds(times.lookupMs)],
    ...panels.map(({ file, parameters, status, rows, durationMs, sqlState }) => [
      code(file),
      given(parameters),
      status === 'ok' || status === 'empty' ? texts.rows(rows) : `${status} ${sqlState ?? ''}`,
      milliseconds(durationMs),
    ]),
  ])
}

function toWhy({ kind, status, reason, fault, key, isRecovered, isAbsent }, texts) {
  const statuses = {
    plain: texts.plain,
    decrypted: texts.decrypted(key),
    cut: texts.cut,
    undecryptable: `${texts.undecryptable}${texts.reasons[reason] ?? ''}`,
  }
  return [
    kind === 'built-in' ? texts.builtIn : texts.custom,
    isRecovered ? texts.recovered : null,
    isAbsent ? texts.absent : statuses[status],
    fault === null ? null : texts.problems[fault],
  ]
    .filter((part) => part !== null)
    .join('; ')
}

function toReasons(error, texts) {
  if (error.code === 'bad_parameters')
    return error.faults.map(({ name, problem }) => `${name}: ${texts.problems[problem]}`)
  if (error.code === 'visitor_undecryptable')
    return [`${texts.visitorUndecryptable}${texts.reasons[error.reason]}`]
  return [texts.query(error.failure, error.sqlState)]
}

function toTimes({ readMs, lookupMs, panelsMs }, texts) {
  const parts = [texts.read(milliseconds(readMs))]
  if (lookupMs !== null) parts.push(texts.look(milliseconds(lookupMs)))
  if (panelsMs !== null) parts.push(texts.panels(milliseconds(panelsMs)))
  return `${texts.times}: ${parts.join(' · ')}`
}
