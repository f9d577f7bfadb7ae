/** The example services; apart from their code, which not every command needs to load. */
export const SERVICE_NAMES = ['user', 'order', 'notification'] as const;
export type ServiceName = (typeof SERVICE_NAMES)[number];
