/**
 * Output formats of values, whatever the role or the database sets. The order of day and month in date input, the time
 * zone and the language keep their settings.
 */
export const SET_FORMATS = [
  'datestyle=ISO',
  'intervalstyle=postgres',
  'extra_float_digits=1',
  'bytea_output=hex',
]
  .map((setting) => `set_config('${setting.replace('=', `', '`)}', true)`)
  .join(', ')
