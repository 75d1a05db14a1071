/** Mirrors the console's setting: nothing is encrypted, custom parameters are, or built-in ones too. */
export const ENCRYPTION_MODES = ['off', 'custom', 'all'] as const
export type EncryptionMode = (typeof ENCRYPTION_MODES)[number]
