/**
 * Whatever the role or the database sets. Day and month in date input, time zone and language keep their settings.
 */
export const SET_FORMATS = [
  'datestyle=ISO',
  'intervalstyle=postgres',
  'extra_float_digits=1',
  'bytea_output=hex',
]
  .map((setting) => `set_config('${setting.replace('=', `', '`)}', true)`)
  .join(', ')
