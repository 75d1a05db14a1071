import { DatabaseError } from 'pg'
import { describe, expect, test } from 'vitest'
import { QueryError, type Phase } from '../../src/database/query-error.ts'

type Fields = Partial<Pick<DatabaseError, 'code' | 'where' | 'file' | 'position'>>

function toError(message: string, fields: Fields, phase: Phase = 'run'): QueryError {
  return new QueryError(Object.assign(new DatabaseError(message, 1, 'error'), fields), phase)
}

describe('a value of the wrong type', () => {
  test.each([
    ['English', "unnamed portal parameter $1 = '...'"],
    ['German', 'unbenanntes Portal, Parameter $1 = »...«'],
    ['Chinese', '未命名门户参数 $1 = ‘...’'],
    ['Spanish', 'portal sin nombre, parámetro $1'],
  ])('is reported by %s', (_language, where) => {
    expect(toError('…', { code: '22P02', where }, 'bind').isBadValue).toBe(true)
  })

  test.each<[string, Fields, Phase]>([
    ['the planner’s', { code: '22P02' }, 'bind'],
    ['of the text', { code: '22P02', where: 'SQL function "f" $1' }, 'parse'],
    ['in the data', { code: '22P02', where: 'SQL statement "select $1::int"' }, 'run'],
    ['of the server', { code: '53200', where: 'parameter $1' }, 'bind'],
  ])('is not an error that is %s', (_what, fields, phase) => {
    expect(toError('…', fields, phase).isBadValue).toBe(false)
  })
})

describe('a missing connection', () => {
  test.each([
    [
      'a certificate of another name',
      Object.assign(new Error('x'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' }),
    ],
    ['an authority that is not known', Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' })],
    ['a file that is not there', Object.assign(new Error('x'), { code: 'ENOENT' })],
    ['an option that is not taken', new TypeError('x')],
    ['a URL that cannot be decoded', new URIError('x')],
    [
      'a setting that Postgres does not know',
      Object.assign(new DatabaseError('x', 1, 'error'), { code: '42704' }),
    ],
  ])('is unavailable: %s', (_what, cause) => {
    expect(new QueryError(cause, 'connect')).toMatchObject({ failure: 'unavailable', redactedMessage: null })
  })
})

describe('the database’s message', () => {
  test.each([
    ['22P02', 'invalid input syntax for type json', 'invalid input syntax for type json'],
    [
      '22P02',
      'invalid input syntax for type integer: "13800138000"',
      'invalid input syntax for type integer: …',
    ],
    [
      '22003',
      'value "13800138000" is out of range for type integer',
      'value … is out of range for type integer',
    ],
    [
      '22P02',
      'invalid input syntax for type integer: "a"b"c@d.e"',
      'invalid input syntax for type integer: …',
    ],
    [
      '22P02',
      'ungültige Eingabesyntax für Typ integer: »Müller«',
      'ungültige Eingabesyntax für Typ integer: …',
    ],
    [
      '22P02',
      'la sintaxis de entrada no es válida para tipo integer: «Pérez»',
      'la sintaxis de entrada no es válida para tipo integer: …',
    ],
    ['22P02', '无效的类型 integer 输入语法: "小美"', '无效的类型 integer 输入语法: …'],
    [
      '22P02',
      'syntaxe en entrée invalide pour le type integer : « Zoé »',
      'syntaxe en entrée invalide pour le type integer : …',
    ],
    ['22P02', 'cut off: "Ada Lovelace', 'cut off: …'],
    ['22012', 'division by zero', 'division by zero'],
    [
      '22021',
      'invalid byte sequence for encoding "UTF8": 0xe5 0xb0',
      'invalid byte sequence for encoding …: … …',
    ],
    ['22001', 'value too long for type character varying(20)', 'value too long for type character …'],
    [
      '23505',
      'duplicate key value violates unique constraint "people_email_key"',
      'duplicate key value violates unique constraint …',
    ],
    ['42501', 'permission denied for table people', 'permission denied for table people'],
    ['57014', 'canceling statement due to statement timeout', 'canceling statement due to statement timeout'],
    ['22000', 'write to ada@example.com', 'write to …'],
    ['22000', 'line 1 of Ada'.repeat(100), expect.not.stringMatching(/\d/)],
  ])('contains no value of %s: %s', (code, message, words) => {
    expect(toError(message, { code, file: 'numutils.c' }).redactedMessage).toEqual(words)
  })

  test.each<[string, Fields]>([
    ['raised by a function', { code: 'P0001', file: 'pl_exec.c' }],
    ['raised under a code of Postgres', { code: '22012', file: 'pl_exec.c' }],
    ['raised in Python', { code: '22012', file: 'plpy_elog.c' }],
    ['under a code of a company’s own', { code: 'CRM01', file: 'crm.c' }],
    ['from nowhere', { code: '22012' }],
    ['from another server', { code: 'HV000', file: 'connection.c' }],
    [
      'of a statement that a function put together',
      { code: '42703', file: 'parse_relation.c', where: 'PL/pgSQL' },
    ],
  ])('is empty for an error that is %s', (_what, fields) => {
    expect(toError('Ada Lovelace', fields).redactedMessage).toBeNull()
  })

  test('is complete for an error in the text itself', () => {
    const error = toError('column "vip" does not exist', { code: '42703', position: '20' }, 'parse')
    expect(error).toMatchObject({ redactedMessage: 'column "vip" does not exist', position: 20 })
  })

  test.each<[string, Fields, Phase, string | null]>([
    ['parsed again', { code: '42P01', position: '20' }, 'bind', 'relation "Ada" does not exist'],
    ['parsed by a function', { code: '42P01', position: '20', where: 'SQL function "f"' }, 'bind', null],
    ['with a value at fault', { code: '22P02', position: '20' }, 'bind', 'relation … does not exist'],
    ['without a position', { code: '42P01' }, 'bind', 'relation … does not exist'],
    ['that runs', { code: '42P01', position: '20' }, 'run', 'relation … does not exist'],
  ])('is complete only for a prepared text that is %s', (_what, fields, phase, words) => {
    const error = toError('relation "Ada" does not exist', { file: 'parse_relation.c', ...fields }, phase)
    expect(error.redactedMessage).toBe(words)
  })
})
