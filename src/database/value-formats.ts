/**
 * How values are written, whatever the role or the database sets. The order of day and month in dates that are read, the
 * time zone and the language stay theirs.
 */
export const SET_FORMATS = [
  'datestyle=ISO',
  'intervalstyle=postgres',
  'extra_float_digits=1',
  'bytea_output=hex',
]
  .map((setting) => `set_config('${setting.replace('=', `', '`)}', true)`)
  .join(', ')
