import { isImageHost } from '../../image-host.ts'
import { filesWithPictures, type Queries } from '../query-file/queries.ts'
import { toReport, type QueryFile } from '../query-file/query-file.ts'
import type { ColumnFormat } from '../query-file/column-format.ts'

/** The page shows such pictures' URL as text. */
export function findUnlistedHosts(queries: Queries, imageHosts: readonly string[]): string[] {
  return filesWithPictures(queries).flatMap((file) =>
    hostsOf(file)
      .filter(({ host }) => !isImageHost(host, imageHosts))
      .map(({ line, name, host }) =>
        toReport(file.path, {
          line,
          message: `column ${name} has pictures of ${host}, which is not in IMAGE_HOSTS, so they are not shown`,
        }),
      ),
  )
}

function hostsOf({ columns }: QueryFile): { line: number; name: string; host: string }[] {
  return [...columns].flatMap(([name, { format, line }]) =>
    templatesOf(format).flatMap(({ literals: [start = ''] }) =>
      URL.canParse(start) ? [{ line, name, host: new URL(start).hostname }] : [],
    ),
  )
}

function templatesOf({ display, template, members }: ColumnFormat): NonNullable<ColumnFormat['template']>[] {
  const own = display === 'image' && template ? [template] : []
  return [...own, ...members.flatMap(({ format }) => templatesOf(format))]
}
