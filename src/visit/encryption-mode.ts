/** Mirrors the console's setting: no encryption, custom parameters only, or built-in parameters as well. */
export const ENCRYPTION_MODES = ['off', 'custom', 'all'] as const
export type EncryptionMode = (typeof ENCRYPTION_MODES)[number]
