export const ENCRYPTION_MODES = ['off', 'custom', 'all'] as const
export type EncryptionMode = (typeof ENCRYPTION_MODES)[number]
